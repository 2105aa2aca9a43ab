import { isText, readObject } from './resource.js';

/** By endpoint: the elements of a page that have the same one show the same account. */
const pins = new Map<string, AccountPin>();

/**
 * The VCC account that this page shows. The portal's session may be switched to another one in another tab, and its answers
 * must then be neither shown nor used here (backend contract, `accountTag`).
 */
export class AccountPin {
  /** The elements on the page that show this account. */
  readonly elements = new Set<object>();
  #tag: string | undefined;
  /** The backend names accounts. */
  #isNamed = false;

  static of(endpoint: string): AccountPin {
    const pin = pins.get(endpoint) ?? new AccountPin();
    pins.set(endpoint, pin);
    return pin;
  }

  /** @param tag the host's word; without it the account of the next answer is the one */
  set(tag: string | undefined): void {
    this.#tag = tag;
  }

  /**
   * Returns what is wrong with the answer: of another account, or of none although the backend names them.
   *
   * @param meant the account that is asked for, where it is known; that of the page need not be the same any more
   */
  check({ response, text }: { response: Response; text: string }, meant?: string): 'another' | 'unnamed' | undefined {
    const { accountTag } = readObject(text);
    if (!isText(accountTag)) return response.ok && text && this.#isNamed ? 'unnamed' : undefined;
    this.#isNamed = true;
    if (meant === undefined) this.#tag ??= accountTag;
    return accountTag === (meant ?? this.#tag) ? undefined : 'another';
  }
}
