import { type EndpointClient, linked } from '../../../demo/stand-ins/endpoint-client.js';
import { expect, expectProblem, expectStatus } from '../expectations.js';
import { isHeld, letStandInFail, link, NotTried, type Scenario, type Target } from '../scenario.js';

/** The other case of a letter, the first that there is. */
function inOtherCase(text: string): string | undefined {
  const other = text.replace(/[a-z]/i, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
  return other === text ? undefined : other;
}

async function raceFrom([one, other]: [EndpointClient, EndpointClient], target: Target): Promise<void> {
  const headers = { 'If-Match': (await one.get()).etag };
  const requests = [await one.signIn('alex'), await other.signIn('kim')];
  const answers: ReturnType<EndpointClient['post']>[] = [];
  await letStandInFail(target, 'hold-token', async () => {
    answers.push(one.post(requests[0], headers));
    await isHeld(target);
    answers.push(other.post(requests[1], headers));
    await isHeld(target, 2).catch((error) => {
      // The backend may let the second one wait.
      if (!(error instanceof NotTried)) throw error;
    });
  });
  const all = await Promise.all(answers);
  const made = all.filter(({ status }) => status === 201);
  expect(made.length === 1, `of two POSTs with the same If-Match ${made.length} linked`);
  for (const answer of all) if (answer.status !== 201) expectProblem(answer, 412, 'changed', 'the other POST');
  const { linkId } = linked((await one.get()).body);
  expect(linkId === linked(made[0]?.body as never).linkId, 'GET shows another link than the POST that made one');
}

export const entityTagScenarios: readonly Scenario[] = [
  {
    requirement: 'R-ETAG-2',
    name: 'takes no POST without exactly one ETag',
    async run({ first }) {
      const request = await first.signIn('alex');
      const { etag } = await first.get();
      for (const tag of [
        undefined,
        '*',
        '',
        `${etag}, "other.none"`,
        `"other.none", ${etag}`,
        '"made-up"',
        '"a.b.c"',
      ]) {
        const answer = await first.post(request, { 'If-Match': tag });
        expectProblem(answer, 400, 'invalid-request', `POST with If-Match: ${tag ?? 'left out'}`);
      }
      expect((await first.get()).body.status === 'unlinked', 'a POST without an ETag linked');
      expectStatus(await first.post(request), 201, 'the right request after these');
      for (const tag of [undefined, '*', '', '"*"', `"other.none", ${(await first.get()).etag}`, '"a.b.c"']) {
        const answer = await first.delete({ 'If-Match': tag });
        expectProblem(answer, 400, 'invalid-request', `DELETE with If-Match: ${tag ?? 'left out'}`);
      }
      linked((await first.get()).body, 'GET after these');
    },
  },
  {
    requirement: 'R-ETAG-5',
    name: 'compares both parts of an ETag whole and letter by letter',
    async run({ first }) {
      await link(first, 'alex');
      const { etag } = await first.get();
      const [account = '', part = ''] = etag.replaceAll('"', '').split('.');
      const alike = {
        'a link part that ends earlier': [account, part.slice(0, -1)],
        'a link part that goes on': [account, `${part}0`],
        'a link part of one letter': [account, part[0]],
        'a link part in another case': [account, inOtherCase(part)],
        'an account part that ends earlier': [account.slice(0, -1), part],
        'an account part that goes on': [`${account}0`, part],
        'an account part in another case': [inOtherCase(account), part],
        'its parts exchanged': [part, account],
      };
      for (const [what, parts] of Object.entries(alike)) {
        if (parts.some((one) => !one)) continue;
        const answer = await first.delete({ 'If-Match': `"${parts.join('.')}"` });
        expectProblem(answer, 412, 'changed', `DELETE with ${what}`);
      }
      linked((await first.get()).body, 'GET after these');
    },
  },
  {
    requirement: 'R-ETAG-3',
    name: 'knows the ETag of an earlier link from that of now',
    async run({ first }) {
      const none = { 'If-Match': (await first.get()).etag };
      await link(first, 'alex');
      const earlier = { 'If-Match': (await first.get()).etag };
      const { linkId } = await link(first, 'kim');
      const { etag } = await first.get();
      expect(etag !== earlier['If-Match'], 'the ETag is the same after the link was replaced', 'R-ETAG-1');
      for (const [what, shown] of Object.entries({ 'when nothing was linked': none, 'of the link before': earlier })) {
        expectProblem(await first.delete(shown), 412, 'changed', `DELETE with the ETag ${what}`);
        expectProblem(
          await first.post(await first.signIn('alex'), shown),
          412,
          'changed',
          `POST with the ETag ${what}`,
        );
      }
      expect(linked((await first.get()).body).linkId === linkId, 'an earlier ETag changed the link');
      expect((await first.get()).etag === etag, 'the ETag changes without a change', 'R-ETAG-1');
    },
  },
  {
    requirement: 'R-ETAG-3',
    name: 'links one of two users who sign in at once from two pages of an account',
    run: ({ first, target }) => raceFrom([first, first], target),
  },
  {
    requirement: 'R-ETAG-3',
    name: 'links one of two users when two administrators of an account sign in at once',
    needs: ['colleague'],
    run: ({ first, colleague, target }) => raceFrom([first, colleague], target),
  },
  {
    requirement: 'R-ETAG-4',
    name: 'knows the ETag of a POST again after what proxies do to it',
    async run({ first }) {
      const mangled = [
        (tag: string) => `W/${tag}`,
        (tag: string) => tag.replace(/"$/, '-gzip"'),
        (tag: string) => tag.replace(/"$/, '-br"'),
        (tag: string) => `W/${tag.replace(/"$/, ';gzip"')}`,
        (tag: string) => tag.replace(/"$/, '--zstd"'),
      ];
      for (const mangle of mangled) {
        const shown = mangle((await first.get()).etag);
        expectStatus(
          await first.post(await first.signIn('alex'), { 'If-Match': shown }),
          201,
          `POST with If-Match: ${shown}`,
        );
        const other = mangle((await first.get()).etag).replace('.', '.x');
        expectProblem(await first.delete({ 'If-Match': other }), 412, 'changed', `DELETE with If-Match: ${other}`);
      }
    },
  },
  {
    requirement: 'R-ETAG-6',
    name: 'makes no choice from a page that is not up to date',
    async run({ first }) {
      const stale = (await first.get()).etag;
      const { linkId } = await link(first, 'alex');
      const { choice, organizations = [] } = (await first.link('sam')).problem;
      const made = { choice, organizationUrl: organizations[0]?.url };
      expectProblem(await first.post(made, { 'If-Match': stale }), 412, 'changed', 'a choice with a stale If-Match');
      for (const tag of [undefined, '*', '']) {
        const answer = await first.post(made, { 'If-Match': tag });
        expectProblem(answer, 400, 'invalid-request', `a choice with If-Match: ${tag ?? 'left out'}`);
      }
      expect(linked((await first.get()).body).linkId === linkId, 'a stale choice replaced the link');
      expectStatus(await first.post(made), 201, 'the choice from a page that is up to date');
    },
  },
];
