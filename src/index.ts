import { VccDynamicsAuth } from './element.js';

// A second version of the package on the page leaves the first one alone.
if (!customElements.get('vcc-dynamics-auth')) customElements.define('vcc-dynamics-auth', VccDynamicsAuth);

export type { BackendErrorCode, LinkedAccount, LinkHealth, Organization } from './protocol.js';
export type { Finding } from './widget/diagnose.js';
export type { LinkErrorCode, WidgetErrorCode } from './widget/errors.js';
export {
  type Link,
  type LinkStatus,
  VccDynamicsErrorEvent,
  VccDynamicsLinkedEvent,
  VccDynamicsStatusEvent,
  VccDynamicsTraceEvent,
  VccDynamicsUnlinkedEvent,
} from './widget/events.js';
export type { MessageOverrides, Messages } from './widget/messages.js';
export type { TracePhase } from './widget/trace.js';
export { VccDynamicsAuth };
