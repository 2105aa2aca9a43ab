import { needsLiveTenant } from '../../../scenarios/needs-live-tenant.js';
import type { Scenario } from '../../../scenarios/scenario.js';
import { writeAddress } from '../address.js';
import { qaApi } from '../api.js';
import { announce, button, part } from '../dom.js';
import type { Log } from '../log/log.js';
import type { PanelHost } from '../panel-host.js';
import type { SessionBox } from '../session.js';
import { armEndpoint, disarmEndpoint } from './endpoint-faults.js';
import { blockSiteData, blockWindows } from './window-faults.js';

interface ArmedOptions {
  endpoint: string;
  panelHost: PanelHost;
  session: SessionBox;
  log: Log;
  /** Called with the scenario that is armed now. */
  onArm(scenario: Scenario | undefined): void;
}

/** The armed scenario and its buttons. */
export class ArmedScenario {
  scenario: Scenario | undefined;
  #unblock: (() => void) | undefined;

  constructor(private readonly options: ArmedOptions) {
    const { panelHost, session, log } = options;
    button('arm-again', async () => {
      if (this.scenario) await this.arm(this.scenario);
      panelHost.renew();
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
      session.reset(await qaApi.reset());
      this.#show(undefined);
      log.add('page', 'reset: faults, links, records, portal user', {});
      announce('All is reset.');
      document.documentElement.dataset['faults'] = 'ended';
      panelHost.renew();
    });
    button('copy-address', async () => {
      await navigator.clipboard.writeText(location.href);
      part('copied', HTMLElement).textContent = 'Copied.';
    });
  }

  /** Arms all faults of the scenario. Load or renew the panel afterwards, so that its first request meets them. */
  async arm(scenario: Scenario): Promise<void> {
    const { endpoint, session, log } = this.options;
    this.#disarm();
    session.show(await qaApi.arm(scenario.id));
    await armEndpoint(endpoint, scenario.faults?.endpoint);
    if (scenario.faults?.window === 'blocked') this.#unblock = blockWindows();
    if (scenario.faults?.siteData === 'blocked') this.#unblock = blockSiteData();
    this.#show(scenario);
    log.add('page', `armed: ${scenario.id}`, {});
    announce(`Armed: ${scenario.title}`);
    document.documentElement.dataset['faults'] = 'armed';
  }

  #disarm(): void {
    disarmEndpoint();
    this.#unblock?.();
    this.#unblock = undefined;
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
