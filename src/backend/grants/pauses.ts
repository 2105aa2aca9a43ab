interface Pause {
  until: number;
  failures: number;
  error: unknown;
}

/** What failed is not tried again at once, and the more often it failed the later. Times in milliseconds. */
export class Pauses {
  readonly #first: number;
  readonly #longest: number;
  readonly #pauses = new Map<string, Pause>();

  constructor(first: number, longest: number) {
    this.#first = first;
    this.#longest = longest;
  }

  /** Returns the error of the last failure while its pause lasts. */
  lastError(key: string): unknown {
    const pause = this.#pauses.get(key);
    return pause && pause.until > Date.now() ? pause.error : undefined;
  }

  /** @param asked seconds that the other side asked for */
  failed(key: string, error: unknown, asked = 0): void {
    const failures = (this.#pauses.get(key)?.failures ?? 0) + 1;
    const wait = Math.min(this.#longest, Math.max(this.#first * 2 ** (failures - 1), asked * 1000));
    this.#pauses.set(key, { until: Date.now() + wait, failures, error });
  }

  succeeded(key: string): void {
    this.#pauses.delete(key);
  }
}
