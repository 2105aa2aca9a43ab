import type { VccDynamicsAuth } from '../../src/element.js';
import type { Log } from './log.js';
import { part } from './page.js';
import type { Phases } from './phases.js';

const events = ['status', 'linked', 'unlinked', 'error', 'trace'] as const;

/** Where the panel stands. */
export class Stage {
  readonly element = part('stage', HTMLElement);
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

  /** The panel, or the first one of two; the last one that was there, once it is taken off. */
  get panel(): VccDynamicsAuth {
    this.#last = this.element.querySelector('vcc-dynamics-auth') ?? this.#last;
    if (!this.#last) throw new Error('there is no panel on the page');
    return this.#last;
  }

  get #panels(): VccDynamicsAuth[] {
    return [...this.element.querySelectorAll('vcc-dynamics-auth')];
  }

  /** A new panel, as after a reload: what was under way in the old one is given up. */
  renew(): void {
    this.element.replaceChildren(this.#another());
  }

  addPanel(): void {
    const second = this.#another();
    second.id = 'second';
    this.element.append(second);
  }

  removePanel(): void {
    this.panel.remove();
  }

  /** As a host does it when the session has changed; an attempt that runs finds out by itself. */
  refresh(): void {
    for (const panel of this.#panels) {
      if (['unlinked', 'linked', 'unavailable'].includes(panel.status)) void panel.refresh();
    }
  }

  /** After a change that no panel can notice by itself. */
  renderAgain(): void {
    for (const panel of this.#panels) panel.requestUpdate();
  }

  #another(): VccDynamicsAuth {
    const model = this.panel;
    const another = model.cloneNode() as VccDynamicsAuth;
    another.removeAttribute('status');
    another.removeAttribute('id');
    another.authorityMetadata = model.authorityMetadata;
    another.fetch = this.fetch;
    return another;
  }
}

/** The public fields of an event. */
function fieldsOf(event: Event): object {
  return Object.fromEntries(Object.entries(event).filter(([name]) => name !== 'isTrusted'));
}
