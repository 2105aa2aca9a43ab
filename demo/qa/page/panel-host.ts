import type { VccDynamicsAuth } from '../../../src/element.js';
import { part } from './dom.js';
import type { Log } from './log/log.js';
import type { Phases } from './phases.js';

const events = ['status', 'linked', 'unlinked', 'error', 'trace'] as const;

/** The part of the page that has the panel, or two of them. Reports the panels' events to the log. */
export class PanelHost {
  readonly element = part('panel-host', HTMLElement);
  #last: VccDynamicsAuth | undefined;

  constructor(
    private readonly fetch: typeof globalThis.fetch,
    log: Log,
    phases: Phases,
  ) {
    for (const name of events) {
      const type = `vcc-dynamics-${name}` as const;
      this.element.addEventListener(type, (event) => log.add('event', type, fieldsOf(event)));
    }
    this.element.addEventListener('vcc-dynamics-trace', (event) => phases.add(event));
    this.panel.fetch = fetch;
  }

  /** The first panel; after it was removed, the removed one. */
  get panel(): VccDynamicsAuth {
    this.#last = this.element.querySelector('vcc-dynamics-auth') ?? this.#last;
    if (!this.#last) throw new Error('there is no panel on the page');
    return this.#last;
  }

  get #panels(): VccDynamicsAuth[] {
    return [...this.element.querySelectorAll('vcc-dynamics-auth')];
  }

  /** Replaces the panels with a new one, as a reload would. An attempt that runs is given up. */
  renew(): void {
    this.element.replaceChildren(this.#createPanel());
  }

  addPanel(): void {
    const second = this.#createPanel();
    second.id = 'second';
    this.element.append(second);
  }

  /** Puts the panel into a box of its own, as a page that is rearranged does. */
  movePanel(): void {
    const box = document.createElement('div');
    this.element.append(box);
    box.append(this.panel);
  }

  removePanel(): void {
    this.panel.remove();
  }

  /** Refreshes the panels, as a host does when the session has changed. A running attempt notices that by itself. */
  refresh(): void {
    for (const panel of this.#panels) {
      if (['unlinked', 'linked', 'unavailable'].includes(panel.status)) void panel.refresh();
    }
  }

  /** Renders the panels again, after a change that they can't notice. */
  renderAgain(): void {
    for (const panel of this.#panels) panel.requestUpdate();
  }

  #createPanel(): VccDynamicsAuth {
    const model = this.panel;
    const panel = model.cloneNode() as VccDynamicsAuth;
    panel.removeAttribute('status');
    panel.removeAttribute('id');
    panel.authorityMetadata = model.authorityMetadata;
    panel.fetch = this.fetch;
    return panel;
  }
}

/** Returns the public fields of an event. */
function fieldsOf(event: Event): object {
  return Object.fromEntries(Object.entries(event).filter(([name]) => name !== 'isTrusted'));
}
