import './define.js';

export { VccDynamicsAuth } from './element.js';
export type { BackendErrorCode, LinkedAccount, LinkHealth, Organization } from './protocol.js';
export { VccDynamicsLinkedEvent, VccDynamicsTraceEvent, VccDynamicsUnlinkedEvent } from './widget/change-events.js';
export type { Finding } from './widget/diagnose.js';
export type { LinkErrorCode, WidgetErrorCode } from './widget/errors.js';
export { type Link, type LinkStatus, VccDynamicsErrorEvent, VccDynamicsStatusEvent } from './widget/events.js';
export type { MessageOverrides, Messages } from './widget/messages.js';
export type { TracePhase } from './widget/trace.js';
