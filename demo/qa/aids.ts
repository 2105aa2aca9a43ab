import { type Aid, aids, type Scenario } from '../scenarios.js';
import { armEndpoint } from './endpoint-faults.js';
import type { Log } from './log.js';
import { announce, inTurn, make, part } from './page.js';
import { qaApi } from './qa-api.js';
import type { Stage } from './stage.js';
import type { Who } from './who.js';
import { otherSite } from './window-faults.js';

/** Buttons for what a scenario needs besides the panel. */
export function createAids(stage: Stage, who: Who, log: Log, endpoint: string): (scenario: Scenario) => void {
  const does: Record<Aid, () => unknown> = {
    'second-tab': () => open('/business-apps/crm-admin'),
    'colleague-links': qaApi.letColleagueLink,
    'sign-out': () => who.enter('signed-out'),
    'sign-in': () => who.enter('admin'),
    'switch-account': () => who.switchAccount(),
    'ten-minutes': qaApi.discardChoices,
    'network-away': async () => {
      await armEndpoint(endpoint, { GET: { faults: ['network-error'], stays: true } });
      await stage.panel.refresh();
    },
    'remove-panel': () => stage.removePanel(),
    'second-panel': () => stage.addPanel(),
    'other-site': () => open(otherSite()),
  };
  return ({ aids: needed = [] }) => {
    part('aids', HTMLElement).replaceChildren(
      ...needed.map((aid) => {
        const aidButton = make('button', aids[aid]);
        aidButton.dataset['aid'] = aid;
        aidButton.addEventListener('click', () =>
          inTurn(async () => {
            await does[aid]();
            log.add('page', aids[aid], {});
            announce(`Done: ${aids[aid]}.`);
            aidButton.dataset['done'] = '';
          }),
        );
        return aidButton;
      }),
    );
  };
}
