import { css } from 'lit';

/**
 * With Vonage's design system Vivid on the page its tokens are inherited and win; without it the fallbacks are a look of
 * our own. Dark follows the page's colour scheme.
 */
export const styles = css`
  :host {
    --canvas: var(--vvd-color-canvas, light-dark(#fff, #0d0d0d));
    --text: var(--vvd-color-canvas-text, light-dark(#0d0d0d, #fff));
    --secondary: var(--vvd-color-neutral-600, light-dark(#5e5e5e, #b3b3b3));
    --line: var(--vvd-color-neutral-300, light-dark(#b8b8b8, #5c5c5c));
    --accent: var(--vvd-color-cta-500, light-dark(#9941ff, #b27bf2));
    --accent-hover: var(--vvd-color-cta-600, light-dark(#8027e0, #cda5f8));
    --alert: var(--vvd-color-alert-500, light-dark(#e61d1d, #fa5f5f));
    --alert-soft: var(--vvd-color-alert-50, light-dark(#fff0f0, #3a1010));
    --warning-soft: var(--vvd-color-warning-50, light-dark(#fff6e0, #33260a));
    --warning: var(--vvd-color-warning-500, light-dark(#a86500, #fa9f00));
    --success: var(--vvd-color-success-500, light-dark(#1c8731, #6bc27b));
    --soft: var(--vvd-color-neutral-50, light-dark(#f5f5f5, #1f1f1f));
    display: block;
    container-type: inline-size;
    color-scheme: var(--vvd-color-scheme, inherit);
    color: var(--text);
    font: var(--vvd-typography-base, 400 0.875rem / 1.4286 system-ui, sans-serif);
  }

  :host([hidden]),
  [hidden] {
    display: none;
  }

  .panel {
    padding: 24px;
    border-radius: 8px;
    background: var(--vvd-color-surface-2dp, var(--canvas));
    border: 1px solid var(--line);
  }

  .heading {
    outline-offset: 4px;
    margin: 0 0 16px;
    font: var(--vvd-typography-heading-4, 600 1.25rem / 1.4 system-ui, sans-serif);
  }

  .label,
  .question {
    margin: 0 0 8px;
    font: var(--vvd-typography-base-bold, 600 0.875rem / 1.4286 system-ui, sans-serif);
  }

  p,
  dl,
  ul {
    margin: 0 0 12px;
    overflow-wrap: anywhere;
  }

  .credentials > :last-child {
    margin-block-end: 0;
  }

  .secondary {
    color: var(--secondary);
  }

  .badge {
    inline-size: fit-content;
    padding: 2px 10px;
    border: 1px solid currentColor;
    border-radius: 24px;
    color: var(--secondary);
    font: var(--vvd-typography-base-condensed-bold, 600 0.75rem / 1.5 system-ui, sans-serif);
  }

  :host([status='linked']) .badge {
    color: var(--success);
  }

  dl {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 4px 16px;
  }

  dt {
    color: var(--secondary);
  }

  dd {
    margin: 0;
  }

  dd .secondary {
    display: block;
  }

  .buttons {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
  }

  button {
    min-block-size: 40px;
    padding: 8px 16px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: transparent;
    color: var(--text);
    font: var(--vvd-typography-base-bold, 600 0.875rem / 1.4286 system-ui, sans-serif);
    cursor: pointer;
  }

  button:hover {
    background: var(--soft);
  }

  .primary {
    border-color: transparent;
    background: var(--accent);
    color: var(--canvas);
  }

  .primary:hover {
    background: var(--accent-hover);
  }

  a {
    color: inherit;
  }

  :is(button, a):focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }

  .skeleton {
    min-block-size: 96px;
    border-radius: 4px;
    background: var(--soft);
    color: var(--secondary);
    padding: 8px;
  }

  .announcement {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @container (max-width: 26rem) {
    .panel {
      padding: 16px;
    }

    dl {
      grid-template-columns: 1fr;
      gap: 0;
    }

    dd {
      margin-block-end: 8px;
    }
  }

`;
