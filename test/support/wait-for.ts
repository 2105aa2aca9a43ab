import type { VccDynamicsAuth } from '../../src/index.js';

/** Resolves as soon as the condition holds, which is looked at after each rendering. */
export async function waitFor(element: VccDynamicsAuth, condition: () => boolean): Promise<void> {
  const root = element.shadowRoot;
  if (!root) throw new Error('the element has not rendered');
  if (condition()) return;
  await new Promise<void>((resolve) => {
    const observer = new MutationObserver(() => {
      if (!condition()) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
  });
}
