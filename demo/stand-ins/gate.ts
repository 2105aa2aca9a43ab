import { setTimeout as sleep } from 'node:timers/promises';

/** Keeps requests waiting by command, so that a test can do something else while one is under way. */
export class Gate {
  /** Milliseconds that each request waits, also while the gate is open. */
  delay = 0;
  #closed: { opened: Promise<void>; open(): void } | undefined;
  #waiting = 0;
  #arrivals = new Set<{ count: number; arrived: () => void }>();

  close(): void {
    if (this.#closed) return;
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    this.#closed = { opened, open };
  }

  /** Lets all pass again, and at once. */
  open(): void {
    this.delay = 0;
    this.#closed?.open();
    this.#closed = undefined;
  }

  /** Resolves while the gate is open, else when it is opened. */
  async pass(): Promise<void> {
    if (this.delay > 0) await sleep(this.delay);
    if (!this.#closed) return;
    this.#waiting++;
    for (const arrival of this.#arrivals) {
      if (this.#waiting < arrival.count) continue;
      this.#arrivals.delete(arrival);
      arrival.arrived();
    }
    await this.#closed.opened;
    this.#waiting--;
  }

  /** Resolves when so many requests wait; at once where they do already. */
  arrival(count: number): Promise<void> {
    if (this.#waiting >= count) return Promise.resolve();
    return new Promise((arrived) => {
      this.#arrivals.add({ count, arrived });
    });
  }
}
