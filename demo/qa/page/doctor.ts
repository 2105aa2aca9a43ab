import type { Finding } from '../../../src/index.js';
import { button, make, part } from './dom.js';
import type { PanelHost } from './panel-host.js';

/** Runs the panel's own `diagnose()` and shows its list. */
export function offerDoctor(panelHost: Pick<PanelHost, 'panel'>): void {
  const summary = part('doctor-summary', HTMLElement);
  const list = part('doctor', HTMLUListElement);
  // Not in turn with the other buttons: it may take a while, and they need not wait for it.
  button('run-doctor', () => void examine());

  async function examine(): Promise<void> {
    summary.textContent = 'Checking…';
    list.replaceChildren();
    const findings = await panelHost.panel.diagnose();
    const bad = findings.filter(({ ok }) => !ok).length;
    summary.textContent =
      bad === 0 ? `All ${findings.length} checks are well.` : `${bad} of ${findings.length} checks failed.`;
    list.replaceChildren(...findings.map(render));
  }
}

function render({ check, ok, detail, fix }: Finding): HTMLLIElement {
  const item = make('li', '', ok ? 'ok' : 'bad');
  item.append(make('strong', `${ok ? 'OK' : 'Failed'}: ${check}`), make('span', detail));
  if (!ok && fix !== undefined) item.append(make('span', fix, 'fix'));
  return item;
}
