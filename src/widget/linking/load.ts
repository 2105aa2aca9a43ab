import { unlessAborted } from '../../abort.js';
import { retryableImport } from '../retryable-import.js';

// For hosts that import the package. The classes stay in the chunk, so the first paint does not carry them.
export { type TracePhase, VccDynamicsLinkedEvent, VccDynamicsTraceEvent, VccDynamicsUnlinkedEvent } from './events.js';
export type { Linking } from './linking.js';

const importLinking = retryableImport('Linking', () => import('./linking.js'));

/** Milliseconds: without the chunk the panel says less, but not nothing, so it is not waited for without end. */
const limit = 10_000;

/** Loads the chunk that changes the link. @throws when it can't be loaded */
export const loadLinking = () => unlessAborted(importLinking(), AbortSignal.timeout(limit));
