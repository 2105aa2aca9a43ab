import { readAddress } from './address.js';
import { createAids } from './aids.js';
import { Armed, findScenario } from './armed.js';
import { CheckList } from './check-list.js';
import { offerDoctor } from './doctor.js';
import { Log } from './log.js';
import { offerLook } from './look.js';
import { inTurn, part } from './page.js';
import { Phases } from './phases.js';
import { qaApi } from './qa-api.js';
import { createRecordedFetch } from './recorded-fetch.js';
import { Redactor } from './redactor.js';
import { markArmed, offerScenarios } from './scenario-list.js';
import { Stage } from './stage.js';
import { Who } from './who.js';

const endpoint = new URL('/api/dynamics-link', location.origin).href;

const log = new Log();
const stage: Stage = new Stage(
  createRecordedFetch(log, new Redactor(), () => who.age),
  log,
  new Phases(),
);
const who: Who = new Who(stage, log);
const checkList = new CheckList();
const showAids = createAids(stage, who, log, endpoint);
const armed = new Armed({
  endpoint,
  stage,
  who,
  log,
  onArm(scenario) {
    markArmed(scenario);
    checkList.choose(scenario);
    if (scenario) showAids(scenario);
  },
});

offerScenarios((id) => {
  const scenario = findScenario(id);
  if (!scenario) return;
  void inTurn(async () => {
    await armed.arm(scenario);
    stage.renew();
    // From the list, which is long, to what is next: the card, then the panel.
    part('armed-heading', HTMLElement).focus({ preventScroll: true });
  });
});
offerDoctor(stage);
offerLook(stage, () => stage.renderAgain());

// What the address names is armed first, and only then the panel is let in: its first request is met by the faults.
await checkList.load();
const named = findScenario(readAddress('scenario'));
if (named) await inTurn(() => armed.arm(named));
else {
  who.show(await qaApi.state());
  const unknown = readAddress('scenario');
  if (unknown)
    part('armed-hint', HTMLElement).textContent = `There is no scenario “${unknown}”: choose one of the list.`;
}
await import(/* @vite-ignore */ `${location.origin}/vcc-dynamics-auth/vcc-dynamics-auth.js`);
document.documentElement.dataset['ready'] = '';
