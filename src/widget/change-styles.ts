import { css } from 'lit';

/** For what is not needed to show a link: messages, environments, dialog. Uses the properties of `styles.ts`. */
export const changeStyles = css`
  .message,
  .warning {
    margin: 0 0 12px;
    padding: 12px 16px;
    border-inline-start: 4px solid var(--alert);
    border-radius: 4px;
    background: var(--alert-soft);
  }

  .warning {
    border-color: var(--warning);
    background: var(--warning-soft);
  }

  .calm {
    border-color: var(--line);
    background: var(--soft);
  }

  .message .buttons:not(:has(*)) {
    display: none;
  }

  .message.empty {
    margin: 0;
    padding: 0;
    border: 0;
  }

  .message [role='alert'] > p:last-child {
    margin-block-end: 12px;
  }

  .message textarea {
    display: block;
    box-sizing: border-box;
    inline-size: 100%;
    margin-block-start: 4px;
    font: inherit;
  }

  .message > :last-child,
  dialog > :last-child {
    margin-block-end: 0;
  }

  .choices .secondary {
    display: block;
  }

  .choices {
    display: grid;
    gap: 8px;
    padding: 0;
    list-style: none;
  }

  .choices button {
    inline-size: 100%;
    text-align: start;
  }

  .danger {
    border-color: transparent;
    background: var(--alert);
    color: var(--canvas);
  }

  .danger:hover {
    background: var(--vvd-color-alert-600, light-dark(#b80f0f, #ff8f8f));
  }

  .quiet {
    min-block-size: 24px;
    padding: 2px 4px;
    border: 0;
    text-decoration: underline;
    background: none;
    font-weight: 400;
  }

  button[aria-disabled='true'] {
    cursor: default;
    opacity: 0.6;
  }

  dialog {
    box-sizing: border-box;
    max-inline-size: min(32rem, calc(100vw - 32px));
    padding: 24px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--canvas);
    color: var(--text);
  }

  dialog h2 {
    margin: 0 0 12px;
    font: var(--vvd-typography-heading-4, 600 1.25rem / 1.4 system-ui, sans-serif);
  }

  dialog::backdrop {
    background: rgb(0 0 0 / 0.5);
  }

  @media (forced-colors: active) {
    .message,
    .warning,
    .panel {
      border: 1px solid;
    }
  }
`;
