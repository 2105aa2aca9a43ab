import { css } from 'lit';

/**
 * Styles for showing a link. With Vonage's design system Vivid on the page its tokens are inherited and win; without it the
 * fallbacks are a look of our own. Dark follows the page's colour scheme.
 */
export const styles = css`
  :host {
    --canvas: var(--vvd-color-canvas, light-dark(#fff, #17171a));
    --text: var(--vvd-color-canvas-text, light-dark(#0d0d0d, #fff));
    --secondary: var(--vvd-color-neutral-600, light-dark(#666, #b3b3b3));
    --line: var(--vvd-color-neutral-300, light-dark(#b3b3b3, #666));
    --soft: var(--vvd-color-neutral-100, light-dark(#e6e6e6, #333));
    --accent: var(--vcc-dynamics-accent, var(--vvd-color-cta-500, light-dark(#9941ff, #b27bf2)));
    --radius: var(--vcc-dynamics-radius, 8px);
    /* Vivid's tokens name its font and nothing to fall back on. */
    --font: var(--vcc-dynamics-font, system-ui);
    --bold: var(--vvd-typography-base-bold, 600 0.875rem / 1.4286 var(--font)), system-ui, sans-serif;
    display: block;
    container-type: inline-size;
    color-scheme: var(--vvd-color-scheme, inherit);
    color: var(--text);
    font: var(--vvd-typography-base, 400 0.875rem / 1.4286 var(--font)), system-ui, sans-serif;
  }

  :host([hidden]) {
    display: none;
  }

  .panel {
    padding: var(--vcc-dynamics-padding, 24px);
    border-radius: var(--radius);
    background: var(--vcc-dynamics-surface, var(--vvd-color-surface-4dp, var(--canvas)));
    filter: var(--vvd-shadow-surface-4dp, drop-shadow(0 0 1px light-dark(#0009, #fff9)));
  }

  .heading {
    font: var(--vvd-typography-heading-4, 600 1.25rem / 1.4 var(--font)), system-ui, sans-serif;
  }

  .title {
    justify-content: space-between;
  }

  .credentials {
    display: flex;
    flex-direction: column;
    /* As high as a link: the page below stays where it is. */
    min-block-size: 13.75rem;
  }

  .heading,
  .title,
  p,
  dl {
    margin: 0 0 16px;
    overflow-wrap: anywhere;
  }

  .title > *,
  .credentials > :last-child {
    margin: 0;
  }

  .secondary,
  dt {
    color: var(--secondary);
  }

  .badge {
    padding: 1px 7px;
    border: 1px solid transparent;
    border-radius: 16px;
    background: var(--soft);
    font: var(--vvd-typography-base-condensed-bold, 600 0.75rem / 1.3333 var(--font)), system-ui, sans-serif;
  }

  .good {
    background: var(--vvd-color-success-100, light-dark(#cfeed4, #183a1e));
    color: var(--vvd-color-success-800, light-dark(#183a1e, #cfeed4));
  }

  dl {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 4px 16px;
  }

  dd {
    margin: 0;
  }

  .title,
  .buttons {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }

  .label,
  button {
    font: var(--bold);
  }

  button {
    min-block-size: 40px;
    padding: 4px 15px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: none;
    color: inherit;
    cursor: pointer;
  }

  .primary {
    border-color: transparent;
    background: var(--accent);
    color: var(--vcc-dynamics-accent-text, var(--canvas));
  }

  /* Its line comes while the page is idle. */
  .more {
    min-block-size: 36px;
  }

  .skeleton {
    flex: 1;
    background: repeating-linear-gradient(var(--soft) 0 16px, transparent 0 28px);
    forced-color-adjust: none;
    max-inline-size: 24rem;
  }

  .unseen {
    position: absolute;
    inline-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @container (max-width: 31rem) {
    .credentials {
      min-block-size: 21.75rem;
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
