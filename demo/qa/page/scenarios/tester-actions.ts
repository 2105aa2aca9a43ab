import { always, type Scenario, type TesterAction, testerActions } from '../../../scenarios/scenario.js';
import { qaApi } from '../api.js';
import { announce, inTurn, make, part } from '../dom.js';
import type { Log } from '../log/log.js';
import type { PanelHost } from '../panel-host.js';
import type { SessionBox } from '../session.js';
import { armEndpoint } from './endpoint-faults.js';
import { otherSite } from './window-faults.js';

interface TesterActionsOptions {
  endpoint: string;
  panelHost: PanelHost;
  session: SessionBox;
  log: Log;
}

/** Returns a function that shows a scenario's buttons for steps outside of the panel. */
export function createTesterActions({ endpoint, panelHost, session, log }: TesterActionsOptions) {
  const run: Record<TesterAction, () => unknown> = {
    'second-tab': () => open('/business-apps/crm-admin'),
    'colleague-links': qaApi.letColleagueLink,
    'sign-out': () => session.enter('signed-out'),
    'sign-in': () => session.enter('admin'),
    'switch-account': () => session.switchAccount(),
    'ten-minutes': qaApi.discardChoices,
    'network-away': async () => {
      await armEndpoint(endpoint, { GET: always('network-error') });
      await panelHost.panel.refresh();
    },
    'move-panel': () => panelHost.movePanel(),
    'remove-panel': () => panelHost.removePanel(),
    'second-panel': () => panelHost.addPanel(),
    'other-site': () => open(otherSite()),
    'grant-away': () => changeLink('revoke', 'spend'),
    'privilege-away': () => changeLink('withdraw', 'check'),
    'privilege-back': () => changeLink('restore', 'check'),
    'audit-events': showAudit,
  };

  async function changeLink(...actions: string[]): Promise<void> {
    for (const action of actions) await qaApi.changeGrant(action);
    await panelHost.panel.refresh();
  }

  let shown = 0;
  /** Adds to the log what it does not have yet. */
  async function showAudit(): Promise<void> {
    for (const { id, type, at, vccAccountId, details } of await qaApi.events()) {
      if (Number(id) > shown) log.add('event', `audit: ${type}`, { at, vccAccountId, ...details });
      shown = Math.max(shown, Number(id));
    }
  }

  return ({ testerActions: offered = [] }: Scenario): void => {
    part('tester-actions', HTMLElement).replaceChildren(
      ...offered.map((action) => {
        const label = testerActions[action];
        const actionButton = make('button', label);
        actionButton.dataset['testerAction'] = action;
        actionButton.addEventListener('click', () =>
          inTurn(async () => {
            await run[action]();
            log.add('page', label, {});
            announce(`Done: ${label}.`);
            actionButton.dataset['done'] = '';
          }),
        );
        return actionButton;
      }),
    );
  };
}
