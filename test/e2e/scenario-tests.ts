import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type Scenario, scenarios } from '../../demo/scenarios.js';
import { ends, type Plays } from './stage.js';
import { type Portal, startWorld, type World } from './world.js';

/** Tests every scenario of these groups, each in a real browser, with what the tester's page promises of it. */
export function testScenarios(chosen: readonly Scenario['group'][], plays: Plays): void {
  describe(`scenarios of the tester’s page: ${chosen.join(', ')}`, () => defineTests(chosen, plays));
}

function defineTests(chosen: readonly Scenario['group'][], plays: Plays): void {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  for (const scenario of scenarios.filter(({ group }) => chosen.includes(group))) {
    for (const coop of scenario.hasWindow ? [false, true] : [true]) {
      it(`${scenario.id}${scenario.hasWindow ? `, COOP ${coop ? 'on' : 'off'}` : ''}: ${scenario.title}`, async () => {
        world.demo.entra.coop = coop;
        const portal = await world.portal(scenario.user ?? 'admin', '');
        if (scenario.act === 'own') {
          const play = plays[scenario.id];
          assert.ok(play, 'nobody plays it');
          await play({ world, portal, scenario, coop });
        } else await playUsual(portal, scenario);
        if (scenario.id !== 'element-removed' && scenario.id !== 'framed') await linkWorksAfterwards(portal, scenario);
        const complaints = portal.complaints.filter((complaint) => !complaint.includes('WidgetError'));
        assert.deepEqual(complaints, []);
        assert.ok(portal.complaints.length === 0 || scenario.ends.code === 'configuration', portal.complaints.join());
      });
    }
  }
}

async function playUsual(portal: Portal, scenario: Scenario): Promise<void> {
  await portal.arm(scenario.id);
  if (scenario.act === 'link') await portal.signIn(scenario.person ?? '');
  if (scenario.act === 'unlink') {
    await portal.part('unlink-button').click();
    await portal.part('confirm-button').click();
  }
  await ends(portal, scenario);
}

/** Whatever happened, the administrator can link once the fault is gone. */
async function linkWorksAfterwards(portal: Portal, scenario: Scenario): Promise<void> {
  if (scenario.user) return;
  await portal.endFaults();
  const { status } = scenario.ends;
  // Most of them recover by themselves, maybe before a click on Try again could.
  if (status === 'unavailable') await portal.refresh();
  if (status === 'choosing') await portal.part('cancel-button').click();
  if (scenario.link && scenario.link !== 'active') {
    // Where a link has fallen ill, Link again replaces it, and Unlinked is never shown.
    await portal.signIn('Kim Okafor');
    await portal.says('Kim Okafor');
    return;
  }
  if (status === 'linked') await portal.unlink();
  await portal.status('unlinked');
  await portal.signIn('Alex Morgan');
  await portal.says('Alex Morgan');
}
