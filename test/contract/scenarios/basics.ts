import { randomBytes, randomUUID } from 'node:crypto';
import { ContractViolation, createEndpointClient, linked } from '../../../demo/stand-ins/endpoint-client.js';
import { expect, expectProblem, expectStatus } from '../expectations.js';
import { isUnlinked, letStandInFail, link, type Scenario } from '../scenario.js';

/** Of the sample users in `demo/stand-ins/people.ts`. */
const [anyone, another, withTwoEnvironments, withoutPrivilege] = ['alex', 'kim', 'sam', 'robin'];
const [withoutEnvironment, personal] = ['jo', 'pat'];

/** What a team gets to see first. */
export const basicScenarios: readonly Scenario[] = [
  {
    requirement: 'R-GET-1',
    name: 'shows an unlinked account with a fresh nonce and an ETag of its own',
    async run({ first, second }) {
      const [one, again, other] = [await first.get(), await first.get(), await second.get()];
      expect(one.body.status === 'unlinked', 'GET does not say unlinked');
      expect(one.body.nonce !== again.body.nonce, 'two GETs give the same nonce');
      expect(one.etag === again.etag, 'the ETag changes without a change');
      expect(one.etag !== other.etag, 'two accounts have the same ETag');
    },
  },
  {
    requirement: 'R-POST-1',
    name: 'links who signed in, and unlinks',
    async run({ first }) {
      const before = await first.get();
      const made = await link(first, anyone);
      expect(made.account.username.startsWith(anyone), 'POST names another user');
      expect(made.health === 'active', 'a new link is not active');
      const after = await first.get();
      expect(linked(after.body, 'GET').linkId === made.linkId, 'GET shows another link than POST');
      expect(after.etag !== before.etag, 'the ETag is the same after linking');
      expectStatus(await first.delete(), 204, 'DELETE');
      await isUnlinked(first);
    },
  },
  {
    requirement: 'R-REPLAY-1',
    name: 'gives the identical POST the same answer',
    async run({ first }) {
      const { etag } = await first.get();
      const request = await first.signIn(anyone);
      const one = await first.post(request, { 'If-Match': etag });
      const two = await first.post(request, { 'If-Match': etag });
      expectStatus(one, 201, 'POST');
      expectStatus(two, 201, 'the identical POST');
      const ids = [one, two].map(({ body }) => linked(body, 'POST').linkId);
      expect(ids[0] === ids[1], 'the identical POST made another link');
      expectStatus(await first.delete(), 204, 'DELETE');
      const late = await first.post(request, { 'If-Match': etag });
      expect(late.status !== 201, 'the identical POST said linked although the link is gone');
      await isUnlinked(first);
    },
  },
  {
    requirement: 'R-REPLAY-2',
    name: 'makes one link of two identical POSTs at once',
    async run({ first }) {
      const { etag } = await first.get();
      const request = await first.signIn(anyone);
      const both = await Promise.all([1, 2].map(() => first.post(request, { 'If-Match': etag })));
      const [one, two] = both.map((answer) => (answer.status === 201 ? linked(answer.body, 'POST').linkId : undefined));
      for (const answer of both) {
        if (answer.status !== 503) expectStatus(answer, 201, 'one of two identical POSTs at once');
        else expectProblem(answer, 503, 'in-progress', 'one of two identical POSTs at once');
      }
      expect(one !== undefined || two !== undefined, 'neither of two identical POSTs at once linked');
      expect(!one || !two || one === two, 'two identical POSTs at once made two links');
    },
  },
  {
    requirement: 'R-POST-4',
    name: 'refuses a wrong verifier, and the right one afterwards',
    async run({ first }) {
      const request = await first.signIn(anyone);
      const wrong = { ...request, codeVerifier: randomBytes(32).toString('base64url') };
      expectProblem(await first.post(wrong), 400, 'code-rejected', 'a wrong verifier');
      expect((await first.post(request)).status !== 201, 'a code was sent to Entra a second time');
      await isUnlinked(first);
    },
  },
  {
    requirement: 'R-NONCE-2',
    name: 'refuses a nonce of another session, made up, or used',
    async run({ first, second }) {
      const foreign = await second.signIn(anyone);
      expectProblem(await first.post(foreign), 409, 'session-changed', 'a sign-in of another session');
      await isUnlinked(first);
      await isUnlinked(second);
      const own = await first.signIn(anyone);
      const { nonce } = await second.signIn(another);
      expectProblem(await first.post({ ...own, nonce }), 409, 'session-changed', 'a nonce of another session');
      const stolen = { ...(await second.signIn(another)), nonce: own.nonce };
      expectProblem(await first.post(stolen), 409, 'session-changed', "somebody else's code with an own nonce");
      expectProblem(await first.post({ ...own, nonce: 'made-up' }), 409, 'session-changed', 'a made-up nonce');
      await isUnlinked(first);
    },
  },
  {
    requirement: 'R-POST-5',
    name: 'takes the registered redirect URI and authority only',
    async run({ first, target }) {
      const request = await first.signIn(anyone);
      const { origin } = new URL(target.redirectUri);
      for (const redirectUri of [
        `${origin}/other.html`,
        `${target.redirectUri}?x=1`,
        'https://evil.example/callback',
      ]) {
        expectProblem(await first.post({ ...request, redirectUri }), 400, 'invalid-request', `the URI ${redirectUri}`);
      }
      const authority = 'https://login.evil.example/organizations';
      expectProblem(await first.post({ ...request, authority }), 400, 'invalid-request', 'an unknown authority');
      const organizationUrl = 'https://evil.example';
      expectProblem(await first.post({ ...request, organizationUrl }), 400, 'invalid-request', 'a foreign environment');
      expectStatus(await first.post(request), 201, 'the right request after these');
    },
  },
  {
    requirement: 'R-ETAG-3',
    name: 'changes nothing from a page that is not up to date',
    async run({ first, second }) {
      const stale = { 'If-Match': (await first.get()).etag };
      const { linkId } = await link(first, anyone);
      expectProblem(
        await first.post(await first.signIn(another), stale),
        412,
        'changed',
        'a POST with a stale If-Match',
      );
      expectProblem(await first.delete(stale), 412, 'changed', 'a DELETE with a stale If-Match');
      const foreign = { 'If-Match': (await second.get()).etag };
      expectProblem(await first.delete(foreign), 412, 'changed', "a DELETE with another account's If-Match");
      expect(linked((await first.get()).body, 'GET').linkId === linkId, 'a stale page changed the link');
      const missing = await first.delete({ 'If-Match': undefined });
      expectProblem(missing, 400, 'invalid-request', 'a DELETE without If-Match');
    },
  },
  {
    requirement: 'R-POST-2',
    name: 'replaces a link, and keeps the old one when the new one is refused',
    async run({ first }) {
      const { linkId } = await link(first, anyone);
      const refused = await first.post(await first.signIn(withoutPrivilege));
      const { missingPrivileges } = expectProblem(
        refused,
        403,
        'insufficient-privileges',
        'a user without a privilege',
      );
      expect(missingPrivileges?.includes('prvCreateContact') === true, 'the missing privilege is not named');
      expect(linked((await first.get()).body, 'GET').linkId === linkId, 'a refused POST changed the old link');
      await link(first, another);
      expect(linked((await first.get()).body, 'GET').linkId !== linkId, 'a new link has the old id');
    },
  },
  {
    requirement: 'R-POST-3',
    name: 'links a Dynamics user to one account only',
    async run({ first, second }) {
      await link(first, anyone);
      const elsewhere = await second.post(await second.signIn(anyone));
      expectProblem(elsewhere, 409, 'already-linked-elsewhere', 'a user who is linked elsewhere');
      linked((await first.get()).body, 'GET of the account that was first');
      expectStatus(await first.delete(), 204, 'DELETE');

      const [one, two] = [await first.signIn(anyone), await second.signIn(anyone)];
      const race = await Promise.all([first.post(one), second.post(two)]);
      const statuses = race.map(({ status }) => status).sort();
      expect(String(statuses) === '201,409', `two accounts racing for a user got ${statuses.join(' and ')}`);
      const states = [await first.get(), await second.get()].filter(({ body }) => body.status === 'linked');
      expect(states.length === 1, `after a race ${states.length} accounts say linked`);
    },
  },
  {
    requirement: 'R-DELETE-1',
    name: 'unlinks twice',
    async run({ first }) {
      expectStatus(await first.delete(), 204, 'DELETE with nothing linked');
      await link(first, anyone);
      const ifMatch = { 'If-Match': (await first.get()).etag };
      expectStatus(await first.delete(ifMatch), 204, 'DELETE');
      expectStatus(await first.delete(ifMatch), 204, 'the repeated DELETE');
    },
  },
  {
    requirement: 'R-BODY-2',
    name: 'refuses bodies that are not what it asked for',
    async run({ first, target }) {
      const { etag } = await first.get();
      const { origin } = new URL(target.redirectUri);
      const headers = { Origin: origin, 'Content-Type': 'application/json', 'If-Match': etag };
      for (const body of ['', '{', 'null', '[]', '{}', '{"code":1}']) {
        expectProblem(await first.send('POST', headers, body), 400, 'invalid-request', `the body “${body}”`);
      }
      const request = JSON.stringify(await first.signIn(anyone));
      for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
        const answer = await first.send('POST', { ...headers, 'Content-Type': type }, request);
        expectProblem(answer, 415, 'invalid-request', `a body of the type ${type}`);
      }
      const huge = JSON.stringify({ code: 'x'.repeat(1_000_000) });
      const refused = await first.send('POST', headers, huge).catch((error) => {
        // Who hangs up on what is too large may be gone before the answer is read.
        if (error instanceof ContractViolation && error.requirement === 'R-HTTP-7') return undefined;
        throw error;
      });
      if (refused) expectProblem(refused, 413, 'invalid-request', 'a body of a megabyte');
      await isUnlinked(first);
    },
  },
  {
    requirement: 'R-SITE-1',
    name: 'refuses other sites and other methods',
    async run({ first }) {
      await link(first, anyone);
      const { etag } = await first.get();
      const foreign = [
        { Origin: 'https://evil.example' },
        { Origin: 'null' },
        { Origin: undefined },
        { 'Sec-Fetch-Site': 'cross-site' },
      ];
      for (const headers of foreign) {
        const what = `a request with ${JSON.stringify(headers)}`;
        const change = { ...headers, 'If-Match': etag };
        expectProblem(await first.delete(change), 403, 'invalid-request', `DELETE, ${what}`);
        expectProblem(await first.post({ choice: randomUUID(), cancel: true }, change), 403, 'invalid-request', what);
      }
      linked((await first.get()).body, 'GET after requests of other sites');
      expectProblem(await first.send('PUT', {}, '{}'), 405, 'invalid-request', 'PUT');
    },
  },
  {
    requirement: 'R-SESSION-1',
    name: 'asks for a session, and repeats the correlation ID',
    async run({ target, first }) {
      expectProblem(await createEndpointClient(target, {}).send('GET'), 401, 'not-signed-in', 'GET without a session');
      const id = randomUUID();
      const refused = await first.delete({ 'If-Match': undefined, 'X-Correlation-Id': id });
      expect(refused.problem.correlationId === id, 'the correlation ID of the request is not in the problem');
    },
  },
  {
    requirement: 'R-CHOICE-1',
    name: 'offers the environments of a user who has several, and links the chosen one',
    async run({ first, second }) {
      const asked = await first.post(await first.signIn(withTwoEnvironments));
      const what = 'a user with two environments';
      const { choice, organizations = [] } = expectProblem(asked, 409, 'organization-choice-required', what);
      expect(organizations.length === 2, 'not both environments are offered');
      expect((await first.get()).body.pending?.choice === choice, 'GET does not show the pending choice');
      const organizationUrl = organizations[1]?.url ?? '';
      const other = await second.post({ choice, organizationUrl });
      expectProblem(other, 410, 'choice-expired', "another account's choice");
      const foreign = await first.post({ choice, organizationUrl: 'https://evil.example' });
      expectProblem(foreign, 400, 'invalid-request', 'an environment that was not offered');
      const chosen = await first.post({ choice, organizationUrl });
      expectStatus(chosen, 201, 'the choice');
      expect(linked(chosen.body, 'POST').organization.url === organizationUrl, 'another environment was linked');
    },
  },
  {
    requirement: 'R-CHOICE-3',
    name: 'gives up a choice that is cancelled',
    async run({ first }) {
      const asked = await first.post(await first.signIn(withTwoEnvironments));
      const { choice, organizations = [] } = asked.problem;
      expectStatus(await first.post({ choice, cancel: true }), 204, 'cancelling a choice');
      const late = await first.post({ choice, organizationUrl: organizations[0]?.url });
      expectProblem(late, 410, 'choice-expired', 'a cancelled choice');
      expect((await first.get()).body.pending === undefined, 'GET shows a choice that was cancelled');
    },
  },
  {
    requirement: 'R-ENV-2',
    name: 'says why a user cannot be linked',
    async run({ first, target }) {
      const nowhere = await first.post(await first.signIn(withoutEnvironment));
      expectProblem(nowhere, 422, 'no-organization', 'a user without an environment');
      await letStandInFail(target, 'personal-accounts', async () => {
        expectProblem(await first.post(await first.signIn(personal)), 403, 'wrong-account', 'a personal account');
      });
      await isUnlinked(first);
    },
  },
];
