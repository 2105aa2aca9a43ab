import type { TracePhase, VccDynamicsTraceEvent } from '../../../src/index.js';
import { make, part } from './dom.js';

/** Label of the time before each phase. */
const labels: Record<TracePhase, string> = {
  started: 'Clicked',
  'sign-in-loaded': 'Loading the sign-in code',
  'window-opened': 'Opening the window',
  'window-looks-closed': 'Window open, as far as the page can tell',
  'code-received': 'Signing in at Microsoft',
  posted: 'Posting the code',
  repeated: 'Waiting to ask again',
  choosing: 'Backend, up to the choice',
  confirmed: 'Backend redeems, checks and stores',
  failed: 'Up to the failure',
};

/** Phases of a link that an unlink does not have. */
const linkPhases: TracePhase[] = ['sign-in-loaded', 'window-opened', 'code-received', 'posted'];

type Step = Pick<VccDynamicsTraceEvent, 'phase' | 'ms'>;

/** The phases of the last link as bars, each from the end of the one before. */
export class Phases {
  readonly #list = part('phases', HTMLOListElement);
  readonly #attempts = new Map<string, Step[]>();

  add({ attempt, phase, ms }: VccDynamicsTraceEvent): void {
    const steps = [...(this.#attempts.get(attempt) ?? []), { phase, ms }];
    this.#attempts.set(attempt, steps);
    if (steps.some((step) => linkPhases.includes(step.phase))) this.#show(steps);
  }

  #show(steps: Step[]): void {
    part('no-phases', HTMLElement).hidden = true;
    const total = Math.max(1, steps.at(-1)?.ms ?? 0);
    this.#list.replaceChildren(
      ...steps.map(({ phase, ms }, index) => {
        const begun = steps[index - 1]?.ms ?? 0;
        const item = make('li', '', phase);
        const bar = make('span', '', 'bar');
        bar.style.marginInlineStart = `${(100 * begun) / total}%`;
        bar.style.inlineSize = `${(100 * (ms - begun)) / total}%`;
        const track = make('span', '', 'track');
        track.append(bar);
        const name = make('span', labels[phase], 'name');
        name.title = phase;
        item.append(name, track, make('span', `${ms - begun} ms`, 'ms'));
        return item;
      }),
      this.#total(steps),
    );
  }

  #total(steps: Step[]): HTMLLIElement {
    const item = make('li', '', 'total');
    item.append(make('span', `All, up to “${steps.at(-1)?.phase}”`, 'name'), make('span', '', 'track'));
    item.append(make('span', `${steps.at(-1)?.ms ?? 0} ms`, 'ms'));
    return item;
  }
}
