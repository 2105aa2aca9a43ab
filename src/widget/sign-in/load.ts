import { retryableImport } from '../retryable-import.js';

export type { SignIn } from './sign-in.js';

/** Loads MSAL. */
export const loadSignIn = retryableImport('SignIn', () => import('./sign-in.js'));
