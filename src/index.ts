import './define.js';

export { VccDynamicsAuth, type VccDynamicsEventMap } from './element.js';
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
