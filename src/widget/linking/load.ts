import { unlessAborted } from '../../abort.js';
import { retryableImport } from '../retryable-import.js';

// Classes, for hosts that import the package: without one of their own they cost the first paint nothing.
export { type TracePhase, VccDynamicsLinkedEvent, VccDynamicsTraceEvent, VccDynamicsUnlinkedEvent } from './events.js';
export type { Linking } from './linking.js';

const importLinking = retryableImport(() => import('./linking.js'));

/** Milliseconds: without the chunk the panel says less, but not nothing, so it is not waited for without end. */
const limit = 10_000;

/** Loads what changes the link; a page that only shows it never needs that. @throws when it can't be loaded */
export const loadLinking = () => unlessAborted(importLinking(), AbortSignal.timeout(limit));
