import { createPortalFetch, type Settings } from './portal';

const byId = (id: string) => document.getElementById(id) as HTMLElement;
const panel = document.querySelector('vcc-dynamics-auth') as HTMLElementTagNameMap['vcc-dynamics-auth'];
const place = byId('place');
let settings: Settings = JSON.parse(place.dataset['settings'] ?? '');
const portalFetch = createPortalFetch(settings.antiforgeryToken);
const events: string[] = [];

function log(text: string): void {
  events.push(text);
  byId('events').textContent = events.join(', ');
}

document.addEventListener('vcc-dynamics-status', ({ status }) => log(`status ${status}`));
document.addEventListener('vcc-dynamics-linked', ({ link }) => log(`linked ${link.account.name}`));
document.addEventListener('vcc-dynamics-unlinked', () => log('unlinked'));
window.addEventListener('vcc-dynamics-error', ({ code }) => log(`error ${code}`));

// Only the stand-in for Entra needs it.
panel.authorityMetadata = settings.authorityMetadata;

byId('switch').addEventListener('click', async () => {
  const response = await portalFetch('/api/portal/account', { method: 'POST', body: settings.otherAccount.id });
  settings = await response.json();
  byId('account').textContent = settings.account.name;
  await panel.refresh();
});

byId('mount').addEventListener('click', () => {
  if (panel.isConnected) panel.remove();
  else place.append(panel);
  byId('mount').textContent = panel.isConnected ? 'Unmount' : 'Mount';
});
