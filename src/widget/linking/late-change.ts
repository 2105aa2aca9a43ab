import { type Known, linkIdOf } from '../link/state.js';
import type { Operation } from './operation.js';

/** Milliseconds after which the backend is asked whether the change was made all the same. */
const looks = [2_000, 8_000, 30_000];

/** Milliseconds for which such a change counts as this element's: as long as the backend may be busy with it. */
const limit = 60_000;

/** A change that nobody waits for any more, but that may still be made. */
export class LateChange {
  #expected: { operation: Operation; before: Known; until: number } | undefined;
  #timers: ReturnType<typeof setTimeout>[] = [];

  /** @param ask asks the backend; the answer is then looked up with `find` */
  constructor(private readonly ask: () => unknown) {}

  expect(operation: Operation, before: Known): void {
    this.#expected = { operation, before, until: Date.now() + limit };
    this.#timers = looks.map((delay) => setTimeout(this.ask, delay));
  }

  forget(): void {
    this.#expected = undefined;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** The operation that has led to this answer, if any. */
  find(known: Known): Operation | undefined {
    const { operation, before, until = 0 } = this.#expected ?? {};
    if (!operation || !before || Date.now() > until) return undefined;
    const isSameAccount = operation.accountTag === known.resource.accountTag;
    return isSameAccount && operation.isFulfilledBy(linkIdOf(before), linkIdOf(known)) ? operation : undefined;
  }
}
