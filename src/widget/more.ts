/** What is not needed to show a link: one chunk, loaded when it is about to be. */
export { adminConsentUrl } from './admin-consent.js';
export { Announcer } from './announcer.js';
export { changeStyles } from './change-styles.js';
export * as views from './change-views.js';
export { LinkChanges } from './link-changes.js';
export { messages } from './messages/en-GB.js';
export { supportReport } from './support-report.js';
export { Translations } from './translations.js';
