import { randomUUID } from 'node:crypto';
import { type EndpointClient, linked } from '../../../demo/stand-ins/endpoint-client.js';
import { expect, expectProblem, expectStatus } from '../expectations.js';
import { link, type Scenario } from '../scenario.js';

/** Of the sample users in `demo/stand-ins/people.ts`. */
const [anyone, another, withoutPrivilege] = ['alex', 'kim', 'robin'];

/** The account under the page: which one an answer is of, and that a page never changes another one. */
export const accountScenarios: readonly Scenario[] = [
  {
    requirement: 'R-TAG-1',
    name: 'names the account in every answer of a known session',
    async run({ first, second }) {
      const unlinked = await first.get();
      const made = await first.post(await first.signIn(anyone));
      expectStatus(made, 201, 'POST');
      const shown = await first.get();
      const tag = unlinked.body.accountTag;
      for (const [what, { body, etag }] of Object.entries({ unlinked, made, shown })) {
        expect(body.accountTag === tag, `the accountTag changes (${what})`);
        expect(/^"\w+\.\w+"$/.test(etag), `the ETag ${etag} has not the form "<account>.<link or none>"`, 'R-ETAG-1');
        expect(etag.startsWith(`"${tag}.`), 'the first part of the ETag is not the accountTag', 'R-ETAG-1');
      }
      expect(made.etag === shown.etag, 'the ETag of POST is not the one that GET gives afterwards', 'R-POST-1');
      expect((await second.get()).body.accountTag !== tag, 'two accounts have the same accountTag');
      const refusals = {
        'a body that is malformed': await first.post('{}'),
        'a DELETE without If-Match': await first.delete({ 'If-Match': undefined }),
        'a DELETE with a stale If-Match': await first.delete({ 'If-Match': unlinked.etag }),
        'a made-up nonce': await first.post({ ...(await first.signIn(another)), nonce: 'made-up' }),
        'a choice that was not offered': await first.post({ choice: randomUUID(), cancel: true }),
        'a user without a privilege': await first.post(await first.signIn(withoutPrivilege)),
      };
      for (const [what, { problem }] of Object.entries(refusals)) {
        expect(problem.accountTag === tag, `the answer to ${what} does not name the account`);
      }
      expectStatus(await first.delete(), 204, 'DELETE');
      expect((await first.get()).etag === unlinked.etag, 'the ETag of an unlinked account is another after unlinking');
    },
  },
  {
    requirement: 'R-TAG-2',
    name: 'changes nothing of the account that a session was switched to',
    async run({ first, second }) {
      const shown = { 'If-Match': (await first.get()).etag };
      const { linkId } = await link(second, anyone);
      const what = 'from a page that shows another account';
      expectProblem(await second.delete(shown), 412, 'changed', `DELETE ${what}`);
      expectProblem(await second.post(await second.signIn(another), shown), 412, 'changed', `POST ${what}`);
      expect(
        linked((await second.get()).body, 'GET').linkId === linkId,
        'the link was changed from a page of another account',
      );
      expectStatus(await second.delete(), 204, 'DELETE');
      expectProblem(await second.delete(shown), 412, 'changed', `DELETE with nothing linked ${what}`);
      expectProblem(await second.post(await second.signIn(another), shown), 412, 'changed', `POST ${what}`);
      expect((await second.get()).body.status === 'unlinked', 'an account was linked from a page of another account');
    },
  },
  {
    requirement: 'R-REPLAY-5',
    name: 'gives the answer of a POST to nobody else',
    async run({ first, second }) {
      const ifMatch = { 'If-Match': (await first.get()).etag };
      const request = await first.signIn(anyone);
      expectStatus(await first.post(request, ifMatch), 201, 'POST');
      const own = { 'If-Match': (await second.get()).etag };
      for (const headers of [ifMatch, own]) {
        const repeated = await second.post(request, headers);
        expect(repeated.status >= 400, 'the same POST in the session of another account was a success');
        expect(repeated.problem.accountTag === (await second.get()).body.accountTag, 'it names the wrong account');
      }
      expect((await second.get()).body.status === 'unlinked', 'the same POST linked another account');
      linked((await first.get()).body, 'GET of the account that was first');
    },
  },
  {
    requirement: 'R-ETAG-4',
    name: 'knows its ETag again after what compressing proxies do to it, and takes no other',
    async run({ first }) {
      for (const mangle of [
        (tag: string) => `W/${tag}`,
        (tag: string) => tag.replace(/"$/, '-gzip"'),
        (tag: string) => `W/${tag.replace(/"$/, '--gzip"')}`,
        (tag: string) => tag.replace(/"$/, ';br"'),
      ]) {
        const stale = mangle((await first.get()).etag);
        await link(first, anyone);
        expectProblem(await first.delete({ 'If-Match': stale }), 412, 'changed', `a stale If-Match: ${stale}`);
        const current = mangle((await first.get()).etag);
        expectStatus(await first.delete({ 'If-Match': current }), 204, `DELETE with If-Match: ${current}`);
      }
      await link(first, anyone);
      const { etag } = await first.get();
      for (const tag of ['*', `${etag}, "other.none"`, '"made-up"', '']) {
        await refuses(first, tag);
      }
    },
  },
];

async function refuses(client: EndpointClient, ifMatch: string): Promise<void> {
  const what = `DELETE with If-Match: ${ifMatch || 'nothing in it'}`;
  expectProblem(await client.delete({ 'If-Match': ifMatch }), 400, 'invalid-request', what);
}
