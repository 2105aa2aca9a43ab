import { findScenario } from '../../scenarios/all.js';
import { readAddress } from './address.js';
import { qaApi } from './api.js';
import { CheckList } from './check-list.js';
import { offerDoctor } from './doctor.js';
import { inTurn, part } from './dom.js';
import { Log } from './log/log.js';
import { createRecordedFetch } from './log/recorded-fetch.js';
import { Redactor } from './log/redactor.js';
import { offerLook } from './look.js';
import { PanelHost } from './panel-host.js';
import { Phases } from './phases.js';
import { ArmedScenario } from './scenarios/armed.js';
import { markArmed, offerScenarios } from './scenarios/picker.js';
import { createTesterActions } from './scenarios/tester-actions.js';
import { SessionBox } from './session.js';

const endpoint = new URL('/api/dynamics-link', location.origin).href;

const log = new Log();
const panelHost: PanelHost = new PanelHost(
  createRecordedFetch(log, new Redactor(), () => session.age),
  log,
  new Phases(),
);
const session: SessionBox = new SessionBox(panelHost, log);
const checkList = new CheckList();
const showTesterActions = createTesterActions({ endpoint, panelHost, session, log });
const armed = new ArmedScenario({
  endpoint,
  panelHost,
  session,
  log,
  onArm(scenario) {
    markArmed(scenario);
    checkList.choose(scenario);
    if (scenario) showTesterActions(scenario);
  },
});

offerScenarios((id) => {
  const scenario = findScenario(id);
  if (!scenario) return;
  void inTurn(async () => {
    await armed.arm(scenario);
    panelHost.renew();
    // Leaves the long list for the armed scenario, with the panel after it.
    part('armed-heading', HTMLElement).focus({ preventScroll: true });
  });
});
offerDoctor(panelHost);
offerLook(panelHost, () => panelHost.renderAgain());

// The scenario in the address is armed before the panel is loaded, so that its first request meets the faults.
await checkList.load();
const id = readAddress('scenario');
const named = findScenario(id);
if (named) await inTurn(() => armed.arm(named));
else {
  session.show(await qaApi.state());
  if (id) part('armed-hint', HTMLElement).textContent = `There is no scenario “${id}”: choose one of the list.`;
}
await import(/* @vite-ignore */ `${location.origin}/vcc-dynamics-auth/vcc-dynamics-auth.js`);
document.documentElement.dataset['ready'] = '';
