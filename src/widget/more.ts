/** What is not needed to show a link: one chunk, loaded when it is about to be. */
export { Announcer } from './announcer.js';
export { changeStyles } from './change-styles.js';
export * as views from './change-views.js';
export { LinkChanges } from './link-changes.js';
export { messages } from './messages/en-GB.js';
export { PanelActions } from './panel-actions.js';
export { errorOf } from './problems.js';
export { Translations } from './translations.js';
