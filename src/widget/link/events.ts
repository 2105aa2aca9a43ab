import type { LinkedResource } from '../../protocol.js';
import type { LinkErrorCode } from '../errors.js';

/** The element's activity. `unavailable`: the backend could not be asked, so nothing is known. */
export type LinkStatus = 'loading' | 'unlinked' | 'linking' | 'choosing' | 'linked' | 'unlinking' | 'unavailable';

/** The link as the backend reports it. */
export type Link = Omit<LinkedResource, 'status' | 'nonce' | 'canChange' | 'pending' | 'accountTag'>;

/** Options of every event of the element. */
export const bubblingAndComposed = { bubbles: true, composed: true };

/** The status changed. */
export class VccDynamicsStatusEvent extends Event {
  readonly status: LinkStatus;
  readonly previous: LinkStatus;

  constructor(status: LinkStatus, previous: LinkStatus) {
    super('vcc-dynamics-status', bubblingAndComposed);
    this.status = status;
    this.previous = previous;
  }
}

/** A flow failed or needs attention. */
export class VccDynamicsErrorEvent extends Event {
  readonly code: LinkErrorCode;
  /** The text that the panel shows. */
  readonly message: string;
  readonly correlationId?: string | undefined;

  constructor(code: LinkErrorCode, message: string, correlationId?: string) {
    super('vcc-dynamics-error', bubblingAndComposed);
    this.code = code;
    this.message = message;
    this.correlationId = correlationId;
  }
}
