import { linked } from '../../../demo/stand-ins/endpoint-client.js';
import { expect, expectStatus } from '../expectations.js';
import { isHeld, isUnlinked, letStandInFail, link, ownPage, type Scenario } from '../scenario.js';

export const unlinkingScenarios: readonly Scenario[] = [
  {
    requirement: 'R-DELETE-1',
    name: 'unlinks without a content type and without a body',
    async run({ first, target }) {
      await link(first, 'alex');
      const headers = { ...ownPage(target), 'If-Match': (await first.get()).etag };
      expectStatus(await first.send('DELETE', headers), 204, 'DELETE');
      await isUnlinked(first);
    },
  },
  {
    requirement: 'R-DELETE-3',
    name: 'touches no other account when it unlinks',
    async run({ first, second }) {
      const { linkId } = await link(second, 'kim');
      await link(first, 'alex');
      expectStatus(await first.delete(), 204, 'DELETE');
      const other = linked((await second.get()).body, 'GET of another account');
      expect(other.linkId === linkId, 'the link of another account was changed');
      expectStatus(await second.delete(), 204, 'DELETE of the other account');
      const { choice } = (await second.link('sam')).problem;
      expectStatus(await first.delete(), 204, 'DELETE with nothing linked');
      expect((await second.get()).body.pending?.choice === choice, 'the choice of another account was ended');
    },
  },
  {
    requirement: 'R-DELETE-2',
    name: 'ends a choice that waits when it unlinks',
    async run({ first }) {
      for (const before of ['linked', 'unlinked']) {
        if (before === 'linked') await link(first, 'alex');
        const request = await first.signIn('sam');
        const { choice, organizations = [] } = (await first.post(request)).problem;
        expectStatus(await first.delete(), 204, 'DELETE');
        expect((await first.get()).body.pending === undefined, 'GET shows a choice after DELETE');
        const late = await first.post({ choice, organizationUrl: organizations[0]?.url });
        expect(late.status >= 400, `a choice after DELETE answered ${late.status}`);
        const again = await first.post(request);
        expect(again.status >= 400, `the POST of a choice that DELETE ended answered ${again.status}`);
        await isUnlinked(first);
      }
    },
  },
  {
    requirement: 'R-DELETE-2',
    name: 'ends a grant that waits for Dynamics 365 when it unlinks',
    async run({ first, target }) {
      const request = await first.signIn('alex');
      const headers = { 'If-Match': (await first.get()).etag };
      await letStandInFail(target, 'dataverse-unavailable', async () => {
        expectStatus(await first.post(request, headers), 502, 'POST while Dynamics 365 is away', 'R-UP-3');
      });
      expectStatus(await first.delete(), 204, 'DELETE');
      const late = await first.post(request, headers);
      expect(late.status >= 400, `a POST that waited when the account was unlinked answered ${late.status}`);
      await isUnlinked(first);
    },
  },
  ...['hold-token', 'hold-dataverse'].map(
    (hold): Scenario => ({
      requirement: 'R-DELETE-2',
      name: `lets no POST link that was under way at a DELETE (${hold})`,
      async run({ first, target }) {
        const headers = { 'If-Match': (await first.get()).etag };
        const request = await first.signIn('alex');
        let under: ReturnType<typeof first.post> | undefined;
        await letStandInFail(target, hold, async () => {
          under = first.post(request, headers);
          await isHeld(target);
          expectStatus(await first.delete(), 204, 'DELETE while a POST is under way');
        });
        const answer = await under;
        expect((answer?.status ?? 0) >= 400, `a POST that was under way at a DELETE answered ${answer?.status}`);
        await isUnlinked(first);
        expect((await first.post(request, headers)).status >= 400, 'the same POST again links after the DELETE');
        await isUnlinked(first);
      },
    }),
  ),
  {
    requirement: 'R-REPLAY-2',
    name: 'carries out one of two identical POSTs while Microsoft takes its time',
    async run({ first, target }) {
      const headers = { 'If-Match': (await first.get()).etag };
      const request = await first.signIn('alex');
      const posts: ReturnType<typeof first.post>[] = [];
      await letStandInFail(target, 'hold-token', async () => {
        posts.push(first.post(request, headers));
        await isHeld(target);
        posts.push(first.post(request, headers));
      });
      const [one, other] = await Promise.all(posts);
      expect(one !== undefined && other !== undefined, 'two POSTs got no two answers');
      for (const answer of [one, other]) {
        if (answer.status !== 503) expectStatus(answer, 201, 'one of two identical POSTs');
      }
      expect(one.status === 201 || other.status === 201, 'neither of two identical POSTs linked');
      expectStatus(await first.post(request, headers), 201, 'the identical POST afterwards');
    },
  },
];
