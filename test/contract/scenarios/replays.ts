import { linked } from '../../../demo/stand-ins/endpoint-client.js';
import { expect, expectProblem, expectRefusal, expectStatus } from '../expectations.js';
import { link, type Scenario } from '../scenario.js';
import { signInWith } from '../sign-in-with.js';

export const replayScenarios: readonly Scenario[] = [
  {
    requirement: 'R-REPLAY-1',
    name: 'gives the ETag and the link again with a repeated 201',
    async run({ first }) {
      const headers = { 'If-Match': (await first.get()).etag };
      const request = await first.signIn('alex');
      const made = await first.post(request, headers);
      expectStatus(made, 201, 'POST');
      const { etag } = await first.get();
      // The page repeats what it sent, and another one with the ETag of now.
      for (const change of [headers, headers, { 'If-Match': etag }]) {
        const again = await first.post(request, change);
        expectStatus(again, 201, 'the identical POST');
        expect(again.etag === etag, `the ETag of a repeated 201 is ${again.etag} instead of ${etag}`);
        const { linkId, linkedAt } = linked(again.body, 'the identical POST');
        const { linkId: id, linkedAt: at } = linked(made.body, 'POST');
        expect(linkId === id && linkedAt === at, 'the identical POST names another link');
        expect(again.body.accountTag === made.body.accountTag, 'the identical POST names another account');
      }
    },
  },
  {
    requirement: 'R-REPLAY-1',
    name: 'gives the same refusal again',
    async run({ first, target }) {
      const wrong = { codeVerifier: 'w'.repeat(43) };
      for (const request of [
        await first.signIn('robin'),
        await first.signIn('jo'),
        await first.signIn('alex', wrong),
      ]) {
        const headers = { 'If-Match': (await first.get()).etag };
        const { status, problem } = await first.post(request, headers);
        expect(status >= 400 && status < 500, `a refusal has the status ${status}`);
        for (const _ of [1, 2]) {
          const again = expectProblem(await first.post(request, headers), status, problem.code, 'the identical POST');
          const names = (one: typeof problem) => String(one.missingPrivileges?.toSorted());
          expect(names(again) === names(problem), 'the identical POST names other privileges');
        }
      }
      expect((await first.get()).body.status === 'unlinked', `a refused POST linked (${target.url})`);
    },
  },
  {
    requirement: 'R-REPLAY-3',
    name: 'does not answer a repeated POST with a link that came later',
    async run({ first }) {
      const headers = { 'If-Match': (await first.get()).etag };
      const request = await first.signIn('alex');
      expectStatus(await first.post(request, headers), 201, 'POST');
      const { linkId } = await link(first, 'kim');
      const late = await first.post(request, headers);
      expect(late.status >= 400, 'the POST of a link that was replaced is still a success');
      expect(linked((await first.get()).body).linkId === linkId, 'a repeated POST brought the old link back');
      expectStatus(await first.delete(), 204, 'DELETE');
      await link(first, 'alex');
      expect(
        (await first.post(request, headers)).status >= 400,
        'the POST of an earlier link of the user is a success',
      );
    },
  },
  {
    requirement: 'R-REPLAY-4',
    name: 'takes a POST for identical only if all of it is',
    async run({ first }) {
      const headers = { 'If-Match': (await first.get()).etag };
      const request = await first.signIn('alex');
      const { nonce } = (await first.get()).body;
      const made = await first.post(request, headers);
      expectStatus(made, 201, 'POST');
      const { organization } = linked(made.body);
      const differing = {
        'another verifier': { codeVerifier: 'v'.repeat(43) },
        'another nonce': { nonce },
        'another code': { code: 'another-code-than-before' },
        'an environment': { organizationUrl: organization.url },
      };
      for (const [what, change] of Object.entries(differing)) {
        for (const page of [headers, {}]) {
          const answer = await first.post({ ...request, ...change }, page);
          expectRefusal(answer, `the same POST with ${what}`);
        }
      }
      const reordered = Object.fromEntries(Object.entries(request).reverse());
      expectStatus(
        await first.post(reordered, headers),
        201,
        'the same POST with its members in another order',
        'R-REPLAY-1',
      );
    },
  },
  {
    requirement: 'R-NONCE-3',
    name: 'takes a nonce once',
    async run({ first, target }) {
      const request = await first.signIn('alex');
      expectStatus(await first.post(request), 201, 'POST');
      const again = await signInWith(target, 'kim', request.nonce);
      expectProblem(await first.post(again), 409, 'session-changed', 'a second sign-in with a nonce that was used');
      expectStatus(await first.delete(), 204, 'DELETE');
      const later = await signInWith(target, 'kim', request.nonce);
      expectProblem(await first.post(later), 409, 'session-changed', 'a nonce that was used before the DELETE');
      const { nonce } = (await first.get()).body;
      for (const spell of [(text: string) => `${text}=`, (text: string) => `${text}.`, (text: string) => ` ${text}`]) {
        const what = `a nonce in another spelling (${spell('…')})`;
        expectRefusal(await first.post(await signInWith(target, 'kim', spell(nonce))), what);
        // Only what is posted is spelled in another way: the id_token has the nonce that was used.
        const used = { ...(await signInWith(target, 'kim', request.nonce)), nonce: spell(request.nonce) };
        expectRefusal(await first.post(used), `what was used as ${what}`);
      }
    },
  },
  {
    requirement: 'R-NONCE-4',
    name: 'knows a nonce after later ones were given and the link has changed',
    async run({ first, target }) {
      const early = (await first.get()).body.nonce;
      await link(first, 'alex');
      for (const _ of [1, 2, 3]) await first.get();
      const late = await signInWith(target, 'kim', early);
      expectStatus(await first.post(late), 201, 'a POST with the nonce of a page that was read earlier');
    },
  },
  {
    requirement: 'R-NONCE-1',
    name: 'gives nonces that nobody guesses',
    async run({ first }) {
      const nonces = new Set<string>();
      for (const _ of [1, 2, 3, 4, 5]) nonces.add((await first.get()).body.nonce);
      expect(nonces.size === 5, 'a nonce is given twice');
      const [shortest = ''] = [...nonces].sort((one, other) => one.length - other.length);
      expect(shortest.length >= 16, `the nonce ${shortest} is too short to be random`);
    },
  },
];
