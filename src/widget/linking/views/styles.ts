import { css } from 'lit';

/** Styles for the slots, hover and focus. Their custom properties are here and in `panel/styles.ts`. */
export const changeStyles = css`
  section,
  dialog {
    --alert: var(--vvd-color-alert-500, light-dark(#e61d1d, #f75959));
    --alert-hover: var(--vvd-color-alert-600, light-dark(#cd0d0d, #fe9696));
    --alert-soft: var(--vvd-color-alert-50, light-dark(#ffeef2, #321316));
    --warning: var(--vvd-color-warning-300, light-dark(#fa9f00, #a64c03));
    --warning-soft: var(--vvd-color-warning-50, light-dark(#fdf5d4, #2a1502));
    --calm-soft: var(--vvd-color-neutral-50, light-dark(#f2f2f2, #1f1f22));
  }

  /* Seen in forced colours only. */
  section {
    outline: 1px solid transparent;
    outline-offset: -1px;
  }

  button:hover {
    background: var(--soft);
  }

  .primary:hover {
    background: color-mix(in srgb, var(--accent), var(--text) 15%);
  }

  :focus-visible {
    outline: 1px solid var(--accent);
    outline-offset: 1px;
    box-shadow: 0 0 0 5px color-mix(in srgb, var(--accent), transparent 85%);
  }

  .question,
  strong {
    font: var(--bold);
  }

  strong {
    display: block;
  }

  details {
    margin: 0 0 16px;
  }

  .amber {
    background: var(--vvd-color-warning-100, light-dark(#fee4a7, #4b2b0a));
    color: var(--vvd-color-warning-800, light-dark(#4b2b0a, #fee4a7));
  }

  .busy {
    border-color: currentcolor;
    background: none;
    color: var(--accent);
  }

  /* Nobody knows how long it takes. */
  .progress {
    block-size: 4px;
    margin: 0 0 16px;
    border-radius: 4px;
    background: linear-gradient(90deg, var(--accent), var(--accent)) no-repeat 0 / 40% var(--soft);
    animation: progress 1.5s ease-in-out infinite alternate;
  }

  @keyframes progress {
    to {
      background-position-x: 100%;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .progress {
      animation: none;
    }
  }

  .nowrap {
    white-space: nowrap;
  }

  summary {
    inline-size: fit-content;
    text-decoration: underline;
    cursor: pointer;
  }

  details > :not(summary) {
    margin: 8px 0 0;
  }

  details ul {
    padding-inline-start: 20px;
  }

  .message,
  .warning {
    --sign: var(--alert);
    position: relative;
    margin: 0 0 16px;
    padding: 15px 19px 15px 51px;
    padding-inline: 51px 19px;
    border: 1px solid var(--sign);
    border-radius: var(--radius);
    background: var(--alert-soft);
  }

  .message::before,
  .warning::before {
    content: '!' / '';
    position: absolute;
    inset-inline-start: 19px;
    box-sizing: border-box;
    inline-size: 20px;
    block-size: 20px;
    border: 1px solid transparent;
    border-radius: 50%;
    background: var(--sign);
    color: var(--canvas);
    font-size: 13px;
    font-weight: 700;
    line-height: 18px;
    text-align: center;
  }

  .warning {
    --sign: var(--vvd-color-warning-500, light-dark(#be5702, #e87b00));
    border-color: var(--warning);
    background: var(--warning-soft);
  }

  .message.calm::before {
    content: 'i' / '';
  }

  code {
    font: inherit;
    overflow-wrap: anywhere;
    user-select: all;
  }

  .calm {
    --sign: var(--secondary);
    border-color: var(--line);
    background: var(--calm-soft);
  }

  .message.empty::before {
    content: none;
  }

  .message.empty {
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
  }

  .message :is(p, label) {
    margin-block: 0 8px;
  }

  .message .buttons {
    column-gap: 16px;
  }

  .message .buttons:not(:has(*)) {
    display: none;
  }

  .message:not(:has(.buttons > *)) p,
  .message:last-child,
  .message > :last-child,
  dialog > :last-child {
    margin-block-end: 0;
  }

  textarea {
    display: block;
    box-sizing: border-box;
    inline-size: 100%;
    margin-block: 4px 8px;
    padding: 8px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--canvas);
    color: var(--text);
    font: inherit;
  }

  a {
    box-sizing: border-box;
    display: inline-block;
    min-block-size: 24px;
    padding: 2px 0;
    color: inherit;
  }

  .choices {
    display: grid;
    gap: 8px;
    margin: 0 0 16px;
    padding: 0;
    list-style: none;
  }

  .choices button {
    position: relative;
    display: flex;
    flex-wrap: wrap;
    column-gap: 8px;
    align-items: center;
    inline-size: 100%;
    padding-block: 8px;
    padding-inline-end: 32px;
    text-align: start;
    overflow-wrap: anywhere;
  }

  .choices button::after {
    content: '›' / '';
    position: absolute;
    inset-inline-end: 15px;
    font-size: 1.25em;
  }

  :dir(rtl) > button::after {
    scale: -1 1;
  }

  .choices .secondary {
    font-weight: 400;
  }

  .danger {
    border-color: transparent;
    background: var(--alert);
    color: var(--canvas);
  }

  .danger:hover {
    background: var(--alert-hover);
  }

  .quiet {
    min-block-size: 24px;
    padding: 2px 0;
    border: 0;
    font: inherit;
    text-decoration: underline;
  }

  .quiet:hover {
    background: none;
    text-decoration-thickness: 2px;
  }

  button[aria-disabled='true'] {
    border-style: dashed;
    cursor: default;
  }

  button[aria-disabled='true']:hover {
    background: none;
  }

  dialog {
    box-sizing: border-box;
    max-inline-size: min(35rem, calc(100vw - 32px));
    padding: 24px;
    border: 1px solid transparent;
    border-radius: var(--radius);
    background: var(--vcc-dynamics-surface, var(--vvd-color-surface-8dp, light-dark(#fff, #26262b)));
    color: var(--text);
    filter: var(--vvd-shadow-surface-8dp, drop-shadow(0 4px 10px #00000059));
  }

  /* English on a page that is written from right to left. */
  :lang(en) :is(p, h2, h3) {
    unicode-bidi: plaintext;
  }

  dialog h2 {
    margin: 0 0 24px;
    overflow-wrap: anywhere;
    font: var(--vvd-typography-heading-4, 600 1.25rem / 1.4 var(--font)), system-ui, sans-serif;
  }

  dialog .buttons {
    justify-content: end;
    margin-block-start: 24px;
  }

  dialog::backdrop {
    background: rgb(0 0 0 / 0.5);
  }
`;
