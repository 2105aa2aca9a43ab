import { version } from '../../../../src/version.js';
import { button, choice, make, part, save } from '../dom.js';

export type EntryKind = 'event' | 'request' | 'page';

interface Entry {
  /** ISO 8601. */
  at: string;
  kind: EntryKind;
  what: string;
  detail: object;
}

/** Number of entries that are kept: enough for a morning of testing. */
const kept = 1_000;

/** Events, requests and tester actions of this page, in order. The caller redacts an entry before it adds it. */
export class Log {
  readonly #entries: Entry[] = [];
  readonly #list = part('log', HTMLOListElement);
  /** True while the list scrolls to new entries: until the tester scrolls away from its end. */
  #follows = true;

  constructor() {
    choice('log-kinds', (kind) => (this.#list.dataset['kind'] = kind));
    this.#list.addEventListener('scroll', () => {
      const { scrollTop, clientHeight, scrollHeight } = this.#list;
      this.#follows = scrollTop + clientHeight >= scrollHeight - 8;
    });
    button('clear-log', () => this.#clear());
    button('export-log', () => save('vcc-dynamics-log.json', 'application/json', this.#export()));
  }

  add(kind: EntryKind, what: string, detail: object): void {
    const entry = { at: new Date().toISOString(), kind, what, detail };
    this.#entries.push(entry);
    this.#list.append(render(entry));
    if (this.#entries.length > kept) {
      this.#entries.shift();
      this.#list.firstElementChild?.remove();
    }
    if (this.#follows) this.#list.scrollTop = this.#list.scrollHeight;
  }

  #clear(): void {
    this.#entries.length = 0;
    this.#list.replaceChildren();
  }

  #export(): string {
    const { href } = location;
    return JSON.stringify({ version, page: href, browser: navigator.userAgent, entries: this.#entries }, undefined, 2);
  }
}

function render({ at, kind, what, detail }: Entry): HTMLLIElement {
  const item = make('li', '', kind);
  const time = make('time', at.slice(11, 23));
  time.dateTime = at;
  time.title = at;
  item.append(time, make('span', what, 'what'));
  if (Object.keys(detail).length > 0) item.append(make('code', JSON.stringify(detail)));
  return item;
}
