/** What is not needed to show a link: one chunk, loaded when it is about to be. */
export * as views from './change-views.js';
export { complaintToKeep, delayAfter } from './complaints.js';
export { addExtras } from './extras.js';
export { LinkChanges } from './link-changes.js';
export { messages } from './messages/en-GB.js';
export { asLinkError, errorOf, errorWithoutAnswer } from './problems.js';
