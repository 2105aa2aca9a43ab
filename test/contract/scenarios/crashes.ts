import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type EndpointClient, linked } from '../../../demo/stand-ins/endpoint-client.js';
import { expect, expectProblem, expectStatus } from '../expectations.js';
import { isHeld, isUnlinked, letStandInFail, NotTried, type Scenario, type Target } from '../scenario.js';
import { signInWith } from '../sign-in-with.js';

export const crashScenarios: readonly Scenario[] = [
  {
    requirement: 'R-CRASH-1',
    name: 'knows what it knew before its process ended',
    needs: ['restart'],
    async run({ first, second, target }) {
      const headers = { 'If-Match': (await first.get()).etag };
      const request = await first.signIn('alex');
      const made = await first.post(request, headers);
      expectStatus(made, 201, 'POST');
      const { etag, body } = await first.get();
      const { choice, organizations = [] } = (await second.link('sam')).problem;
      await restart(target);
      const shown = await first.get();
      expect(shown.body.status === 'linked', 'the link is gone');
      expect(shown.etag === etag, 'the ETag is another one');
      const again = await first.post(request, headers);
      expectStatus(again, 201, 'the identical POST');
      expect(linked(again.body).linkId === linked(made.body).linkId, 'the identical POST made another link');
      expectStatus(
        await first.post(await signInWith(target, 'kim', body.nonce)),
        201,
        'a POST with a nonce from before',
      );
      expect((await second.get()).body.pending?.choice === choice, 'GET shows no more the choice that waited');
      expectStatus(
        await second.post({ choice, organizationUrl: organizations[1]?.url }),
        201,
        'the choice that waited',
      );
    },
  },
  {
    requirement: 'R-CRASH-2',
    name: 'sends no code again that was under way when its process ended',
    needs: ['restart'],
    async run({ first, target }) {
      const again = await crash('hold-token', first, target);
      expectProblem(again, 400, 'code-rejected', 'the POST that was under way');
      await isUnlinked(first);
    },
  },
  {
    requirement: 'R-CRASH-3',
    name: 'goes on with a POST that was under way when its process ended',
    needs: ['restart'],
    async run({ first, target }) {
      expectStatus(await crash('hold-dataverse', first, target), 201, 'the POST that was under way');
      expect((await first.get()).body.status === 'linked', 'GET does not say linked');
    },
  },
];

/** Ends the process while a POST waits for Microsoft. Returns the answer to the same POST afterwards. */
async function crash(hold: string, client: EndpointClient, target: Target): Promise<Answer> {
  const headers = { 'If-Match': (await client.get()).etag };
  const request = await client.signIn('alex');
  let lost: Promise<unknown> | undefined;
  await letStandInFail(target, hold, async () => {
    lost = client.post(request, headers).catch(() => undefined);
    await isHeld(target);
    await restart(target);
  });
  await lost;
  // Until its lease is over, the POST of the process that ended counts as under way.
  for (const begun = Date.now(); ; ) {
    const answer = await client.post(request, headers);
    if (answer.code !== 'in-progress' || Date.now() - begun > longestLease) return answer;
    await sleep(Math.min(Number(answer.headers.get('Retry-After')) || 1, 10) * 1_000);
  }
}

/** Milliseconds; the panel gives up sooner. */
const longestLease = 60_000;

async function restart(target: Target): Promise<void> {
  if (!target.restart) throw new NotTried('needs --restart');
  await target.restart();
}
