import './define.js';
import { VccDynamicsAuth } from './element.js';

export type { VccDynamicsEventMap } from './element.js';
export type { BackendErrorCode, LinkedAccount, LinkHealth, Organization } from './protocol.js';
export type { Finding } from './widget/diagnosis/load.js';
export type { LinkErrorCode, WidgetErrorCode } from './widget/errors.js';
export { type Link, type LinkStatus, VccDynamicsErrorEvent, VccDynamicsStatusEvent } from './widget/link/events.js';
export {
  type TracePhase,
  VccDynamicsLinkedEvent,
  VccDynamicsTraceEvent,
  VccDynamicsUnlinkedEvent,
} from './widget/linking/load.js';
export type { MessageOverrides, Messages } from './widget/messages/messages.js';
export { VccDynamicsAuth };

// There are no attributes of these names: what Vue's `.authority-metadata` sets would be lost. Static hosts have no Vue templates.
Object.defineProperties(VccDynamicsAuth.prototype, {
  'authority-metadata': {
    set(this: VccDynamicsAuth, value: object | null) {
      this.authorityMetadata = value;
    },
  },
  'allow-framing': {
    set(this: VccDynamicsAuth, value: boolean) {
      this.allowFraming = value;
    },
  },
});
