import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type Scenario, scenarios } from '../../demo/scenarios.js';
import { plays } from './plays.js';
import { type Portal, startWorld, type World } from './world.js';

/** Tests every scenario of these groups, each in a real browser, with what the tester's page promises of it. */
export function testScenarios(chosen: readonly Scenario['group'][]): void {
  describe(`scenarios of the tester’s page: ${chosen.join(', ')}`, () => defineTests(chosen));
}

function defineTests(chosen: readonly Scenario['group'][]): void {
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
        if (scenario.act === 'own') await plays[scenario.id]?.({ world, portal, scenario, coop });
        else await play(portal, scenario);
        if (scenario.id !== 'element-removed' && scenario.id !== 'framed') await linkWorksAfterwards(portal, scenario);
        const complaints = portal.complaints.filter((complaint) => !complaint.includes('LinkError'));
        assert.deepEqual(complaints, []);
        assert.ok(portal.complaints.length === 0 || scenario.ends.code === 'configuration', portal.complaints.join());
      });
    }
  }
}

async function play(portal: Portal, scenario: Scenario): Promise<void> {
  await portal.arm(scenario.id);
  if (scenario.act === 'link') await portal.signIn(scenario.person ?? '');
  if (scenario.act === 'unlink') {
    await portal.part('unlink-button').click();
    await portal.part('confirm-button').click();
  }
  await ends(portal, scenario);
}

/** What the administrator sees, and what was sent. */
export async function ends(portal: Portal, { ends: { status, code, says }, codes = 0 }: Scenario): Promise<void> {
  await portal.status(status);
  await portal.says(says);
  assert.equal((await portal.error())?.code, code);
  assert.equal(new Set(portal.posts().map((body) => body['code'] ?? body['choice'])).size, codes);
  const repeated = new Set(portal.posts().map((body) => JSON.stringify(body)));
  assert.ok(repeated.size <= codes + 1, 'a POST was repeated with another body');
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
