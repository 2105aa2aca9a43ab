import { scenarios } from '../../scenarios/all.js';
import type { Scenario } from '../../scenarios/scenario.js';
import type { Result } from '../api-types.js';
import { qaApi } from './api.js';
import { browserName } from './browser-name.js';
import { announce, button, inTurn, make, part } from './dom.js';

const words = { passed: 'Passed', failed: 'Failed' } as const;

/** The check list: results by scenario and browser. */
export class CheckList {
  readonly #browser = browserName(navigator.userAgent);
  readonly #remark = part('remark', HTMLInputElement);
  readonly #verdicts = {
    passed: button('passed', () => this.#record('passed')),
    failed: button('failed', () => this.#record('failed')),
  };
  #results: Result[] = [];
  #scenario: Scenario | undefined;

  constructor() {
    part('result-heading', HTMLElement).textContent = `Your result in ${this.#browser}`;
    // Records a remark that is added or changed after the verdict.
    this.#remark.addEventListener('change', () => {
      const verdict = this.#own?.verdict;
      if (verdict) void inTurn(() => this.#record(verdict));
    });
    button('clear-results', async () => {
      if (!confirm('Clear the results of all browsers?')) return;
      this.#show(await qaApi.clearResults());
      this.choose(this.#scenario);
    });
  }

  async load(): Promise<void> {
    this.#show(await qaApi.results());
  }

  choose(scenario: Scenario | undefined): void {
    this.#scenario = scenario;
    this.#remark.value = this.#own?.remark ?? '';
    this.#press(this.#own?.verdict);
  }

  /** Result of the armed scenario in this browser. */
  get #own(): Result | undefined {
    const id = this.#scenario?.id;
    return this.#results.find(({ scenario, browser }) => scenario === id && browser === this.#browser);
  }

  async #record(verdict: Result['verdict']): Promise<void> {
    if (!this.#scenario) return;
    const { id: scenario } = this.#scenario;
    this.#show(await qaApi.record({ scenario, browser: this.#browser, verdict, remark: this.#remark.value }));
    this.#press(verdict);
    announce(`Noted: ${words[verdict]}.`);
  }

  #press(verdict: Result['verdict'] | undefined): void {
    for (const [name, verdictButton] of Object.entries(this.#verdicts)) {
      verdictButton.setAttribute('aria-pressed', String(name === verdict));
    }
  }

  #show(results: Result[]): void {
    this.#results = results;
    const browsers = [...new Set([this.#browser, ...results.map(({ browser }) => browser)])];
    const head = make('tr');
    head.append(...['Scenario', ...browsers].map(columnHead));
    part('check-list-head', HTMLTableSectionElement).replaceChildren(head);
    part('check-list-body', HTMLTableSectionElement).replaceChildren(
      ...scenarios.map(({ id, title }) => {
        const row = make('tr');
        const name = make('th', title);
        name.scope = 'row';
        const find = (browser: string) => results.find((one) => one.scenario === id && one.browser === browser);
        row.append(name, ...browsers.map((browser) => cell(find(browser))));
        return row;
      }),
    );
    this.#summarise(results.filter(({ browser }) => browser === this.#browser));
  }

  #summarise(own: Result[]): void {
    const failed = own.filter(({ verdict }) => verdict === 'failed').length;
    part('check-list-summary', HTMLElement).textContent =
      `${this.#browser}: ${own.length - failed} passed, ${failed} failed, ${scenarios.length - own.length} to try.`;
    for (const mark of document.querySelectorAll<HTMLElement>('[data-verdict-of]')) {
      const result = own.find(({ scenario }) => scenario === mark.dataset['verdictOf']);
      mark.textContent = result ? words[result.verdict] : '';
      mark.dataset['verdict'] = result?.verdict ?? '';
    }
  }
}

function columnHead(text: string): HTMLElement {
  const head = make('th', text);
  head.scope = 'col';
  return head;
}

function cell(result: Result | undefined): HTMLElement {
  const made = make('td', result ? words[result.verdict] : 'not tried', result?.verdict ?? 'secondary');
  if (result?.remark) made.append(make('span', result.remark, 'remark'));
  return made;
}
