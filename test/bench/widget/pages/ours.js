import { entra } from './portal.js';

const element = document.querySelector('vcc-dynamics-auth');
// Instead of discovery, which would ask Microsoft.
element.authorityMetadata = entra.metadata;

/** The panel asks, where the libraries reject. */
function lookForQuestion() {
  const says = element.shadowRoot?.textContent ?? '';
  if (!says.includes('Did you finish signing in?')) return void requestAnimationFrame(lookForQuestion);
  window.told = { at: performance.timeOrigin + performance.now(), says: 'Did you finish signing in?' };
}
addEventListener('click', lookForQuestion, { once: true });
