declare global {
  interface Window {
    /** Milliseconds since the page was asked for, when the button had been painted. */
    painted: Promise<number>;
    button: Element | undefined;
    /** Milliseconds from each click to the window that it opened. */
    clickToOpen: number[];
    /** Milliseconds of tasks over 50 each, beyond those. */
    blocked: number;
    told?: { at: number; says: string };
  }
}

export {};
