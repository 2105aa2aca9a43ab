import { retryableImport } from '../retryable-import.js';

export type { Finding } from './probe.js';

/** Loads the checks of the installation. */
export const loadDiagnosis = retryableImport('diagnose', () => import('./diagnose.js'));
