import { needsLiveTenant } from '../live-tenant.js';
import { type Scenario, scenarios } from '../scenarios.js';
import { writeAddress } from './address.js';
import { armEndpoint, disarmEndpoint } from './endpoint-faults.js';
import type { Log } from './log.js';
import { announce, button, part } from './page.js';
import { qaApi } from './qa-api.js';
import type { Stage } from './stage.js';
import type { Who } from './who.js';
import { blockWindows } from './window-faults.js';

interface ArmedOptions {
  endpoint: string;
  stage: Stage;
  who: Who;
  log: Log;
  /** Told what is armed now. */
  onArm(scenario: Scenario | undefined): void;
}

/** What is armed, and the buttons for it. */
export class Armed {
  scenario: Scenario | undefined;
  #unblockWindows: (() => void) | undefined;

  constructor(private readonly options: ArmedOptions) {
    const { stage, who, log } = options;
    button('arm-again', async () => {
      if (this.scenario) await this.arm(this.scenario);
      stage.renew();
    });
    button('end-faults', async () => {
      this.#disarm();
      await qaApi.endFaults();
      log.add('page', 'faults ended', {});
      announce('The faults are ended.');
      document.documentElement.dataset['faults'] = 'ended';
    });
    button('reset', async () => {
      this.#disarm();
      who.reset(await qaApi.reset());
      this.#show(undefined);
      log.add('page', 'reset: faults, links, records, portal user', {});
      announce('All is reset.');
      document.documentElement.dataset['faults'] = 'ended';
      stage.renew();
    });
    button('copy-address', async () => {
      await navigator.clipboard.writeText(location.href);
      part('copied', HTMLElement).textContent = 'Copied.';
    });
  }

  /** Arms it everywhere. The panel is then to be let in, or renewed: its first request is met by the faults. */
  async arm(scenario: Scenario): Promise<void> {
    const { endpoint, who, log } = this.options;
    this.#disarm();
    who.show(await qaApi.arm(scenario.id));
    await armEndpoint(endpoint, scenario.faults?.endpoint);
    if (scenario.faults?.window === 'blocked') this.#unblockWindows = blockWindows();
    this.#show(scenario);
    log.add('page', `armed: ${scenario.id}`, {});
    announce(`Armed: ${scenario.title}`);
    document.documentElement.dataset['faults'] = 'armed';
  }

  #disarm(): void {
    disarmEndpoint();
    this.#unblockWindows?.();
    this.#unblockWindows = undefined;
  }

  #show(scenario: Scenario | undefined): void {
    this.scenario = scenario;
    writeAddress('scenario', scenario?.id ?? '');
    part('copied', HTMLElement).textContent = '';
    part('armed', HTMLElement).hidden = !scenario;
    part('arm-again', HTMLElement).hidden = !scenario;
    part('armed-hint', HTMLElement).hidden = scenario !== undefined;
    part('armed-heading', HTMLElement).textContent = scenario?.title ?? 'No scenario is armed';
    part('armed-steps', HTMLElement).textContent = scenario?.steps ?? '';
    part('armed-expect', HTMLElement).textContent = scenario?.expect ?? '';
    const live = part('armed-live', HTMLElement);
    const reason = scenario && needsLiveTenant[scenario.id];
    live.hidden = reason === undefined;
    live.textContent = `Check this against a live tenant too. ${reason ?? ''}`;
    this.options.onArm(scenario);
  }
}

export function findScenario(id: string | undefined): Scenario | undefined {
  return scenarios.find((scenario) => scenario.id === id);
}
