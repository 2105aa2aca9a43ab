/** Milliseconds between a press on the page and the focus that it brings: browsers report them in either order. */
const together = 500;

/**
 * Whether this page has the focus, and how it came back. A press on the page hides the sign-in window behind it; a focus that
 * comes by itself usually means that the window was closed.
 */
export class PageFocus {
  /** When a press brought the focus back; undefined when it came by itself since. */
  broughtByPressAt: number | undefined;
  #pressedAt = Number.NEGATIVE_INFINITY;
  #focusedAt: number | undefined;

  constructor(until: AbortSignal) {
    for (const page of new Set([self, outermostPage()])) {
      page.addEventListener('focus', this.#onFocus, { signal: until });
      page.addEventListener('pointerdown', this.#onPress, { signal: until, capture: true });
    }
  }

  /** True when the page, whichever frame of it, has the focus. */
  get isHere(): boolean {
    return outermostPage().document.hasFocus();
  }

  readonly #onFocus = (): void => {
    const now = performance.now();
    this.#focusedAt = now;
    this.broughtByPressAt = now - this.#pressedAt < together ? now : undefined;
  };

  readonly #onPress = (): void => {
    const now = performance.now();
    this.#pressedAt = now;
    // A page that kept the focus all the time, while the window opened behind it, was pressed all the same.
    if (this.#focusedAt === undefined || now - this.#focusedAt < together) this.broughtByPressAt = now;
  };
}

/** The page around all frames, where this one may look into it. */
function outermostPage(): Window {
  try {
    return top?.document ? top : self;
  } catch {
    return self;
  }
}
