import type { WidgetError } from '../errors.js';
import type { Call } from '../link/client.js';

/** A change that was asked for: it can be cancelled, and told apart from the one that replaced it. */
export class Operation {
  /** Its correlation ID. */
  readonly id = crypto.randomUUID();
  readonly #cancelling = new AbortController();
  /** The panel shows something else; its success still counts. */
  isInBackground = false;

  constructor(
    /** The link that is wanted afterwards. `dismiss` and `check`: as before. */
    readonly aim: 'link' | 'unlink' | 'dismiss' | 'check',
    /** The VCC account whose link it is, where the backend names accounts. */
    readonly accountTag: string | undefined,
  ) {}

  get signal(): AbortSignal {
    return this.#cancelling.signal;
  }

  /** For each request of this operation. */
  get call(): Call {
    return { signal: this.signal, correlationId: this.id, accountTag: this.accountTag };
  }

  get isCancelled(): boolean {
    return this.signal.aborted;
  }

  /** True once the backend may have acted. */
  get wasSent(): boolean {
    return true;
  }

  /** Ends it at once: whatever waits for it rejects with the reason. */
  cancel(reason: WidgetError): void {
    this.#cancelling.abort(reason);
  }

  /** True when the link now is what was asked for, although the answer did not come through. */
  isFulfilledBy(linkIdBefore: string | undefined, linkIdNow: string | undefined): boolean {
    switch (this.aim) {
      case 'link':
        return linkIdNow !== undefined && linkIdNow !== linkIdBefore;
      case 'unlink':
        return linkIdNow === undefined;
      case 'dismiss':
      case 'check':
        return false;
    }
  }
}
