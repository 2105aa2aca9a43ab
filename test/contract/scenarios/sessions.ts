import { createEndpointClient, linked } from '../../../demo/stand-ins/endpoint-client.js';
import { findPerson } from '../../../demo/stand-ins/people.js';
import { expect, expectProblem, expectStatus } from '../expectations.js';
import { link, NotTried, ownPage, type Scenario } from '../scenario.js';

export const sessionScenarios: readonly Scenario[] = [
  {
    requirement: 'R-SESSION-1',
    name: 'refuses changes without a session',
    async run({ first, target }) {
      const { linkId } = await link(first, 'alex');
      const nobody = createEndpointClient(target, {});
      const headers = { 'If-Match': (await first.get()).etag };
      expectProblem(await nobody.delete(headers), 401, 'not-signed-in', 'DELETE without a session');
      const request = await first.signIn('kim');
      expectProblem(await nobody.post(request, headers), 401, 'not-signed-in', 'POST without a session');
      expect(linked((await first.get()).body).linkId === linkId, 'a request without a session changed the link');
    },
  },
  {
    requirement: 'R-SESSION-2',
    name: 'lets a viewer look, and not change',
    needs: ['viewer'],
    async run({ first, viewer, target }) {
      const shown = await viewer.get();
      expect(shown.body.canChange === false, 'GET says canChange to a viewer');
      const request = await viewer.signIn('kim');
      expectProblem(await viewer.post(request), 403, 'not-entitled', 'POST of a viewer');
      expect((await first.get()).body.status === 'unlinked', 'a viewer linked the account');
      const { linkId } = await link(first, 'alex');
      expect(linked((await viewer.get()).body, 'GET of a viewer').linkId === linkId, 'a viewer sees another link');
      expectProblem(await viewer.delete(), 403, 'not-entitled', 'DELETE of a viewer');
      const choice = { choice: crypto.randomUUID(), cancel: true };
      const headers = { ...ownPage(target), 'If-Match': shown.etag };
      expectProblem(await viewer.post(choice, headers), 403, 'not-entitled', 'a cancelled choice of a viewer');
      expect(linked((await first.get()).body).linkId === linkId, 'a viewer changed the link');
      expect((await first.get()).body.canChange === true, 'GET does not say canChange to an administrator');
    },
  },
  {
    requirement: 'R-SESSION-3',
    name: 'has one link for all administrators of an account',
    needs: ['colleague'],
    async run({ first, colleague }) {
      const [one, other] = [await first.get(), await colleague.get()];
      expect(one.body.accountTag === other.body.accountTag, 'two users of an account see different accountTags');
      expect(one.etag === other.etag, 'two users of an account get different ETags');
      const { linkId } = await link(first, 'alex');
      expect(
        linked((await colleague.get()).body, 'GET of a colleague').linkId === linkId,
        'a colleague sees another link',
      );
      expect(
        (await first.get()).etag === (await colleague.get()).etag,
        'two users of a linked account get different ETags',
      );
      const replaced = await colleague.post(await colleague.signIn('kim'));
      expectStatus(replaced, 201, 'the POST of a colleague');
      expect(linked((await first.get()).body).linkId !== linkId, 'a colleague’s link is not shown');
      expectStatus(await first.delete(), 204, 'DELETE of a link that a colleague made');
      await link(first, 'alex');
      expectStatus(await colleague.delete(), 204, 'DELETE of a colleague');
      expect((await first.get()).body.status === 'unlinked', 'after the DELETE of a colleague GET says linked');
    },
  },
  {
    requirement: 'R-NONCE-2',
    name: 'takes no nonce of a colleague',
    needs: ['colleague'],
    async run({ first, colleague }) {
      const foreign = await colleague.signIn('alex');
      expectProblem(await first.post(foreign), 409, 'session-changed', 'a sign-in of a colleague');
      expect((await first.get()).body.status === 'unlinked', 'a sign-in of a colleague linked');
    },
  },
  {
    requirement: 'R-REPLAY-5',
    name: 'gives no colleague the answer to a POST',
    needs: ['colleague'],
    async run({ first, colleague }) {
      const headers = { 'If-Match': (await first.get()).etag };
      const request = await first.signIn('alex');
      expectStatus(await first.post(request, headers), 201, 'POST');
      for (const change of [headers, {}]) {
        const answer = await colleague.post(request, change);
        expect(answer.status >= 400, `the same POST of a colleague answered ${answer.status}`);
      }
      expectStatus(await first.post(request, headers), 201, 'the identical POST after a colleague tried it');
    },
  },
  {
    requirement: 'R-REPLAY-3',
    name: 'says no more linked to a repeated POST once a colleague has unlinked or replaced',
    needs: ['colleague'],
    async run({ first, colleague }) {
      const headers = { 'If-Match': (await first.get()).etag };
      const request = await first.signIn('alex');
      expectStatus(await first.post(request, headers), 201, 'POST');
      await link(colleague, 'kim');
      expect((await first.post(request, headers)).status >= 400, 'a POST whose link a colleague replaced is still 201');
      expectStatus(await colleague.delete(), 204, 'DELETE');
      expect((await first.post(request, headers)).status >= 400, 'a POST whose link a colleague deleted is still 201');
    },
  },
  {
    requirement: 'R-CHOICE-2',
    name: 'shows a choice to no colleague, who can neither make nor cancel it',
    needs: ['colleague'],
    async run({ first, colleague }) {
      const { choice, organizations = [] } = (await first.link('sam')).problem;
      expect((await colleague.get()).body.pending === undefined, 'GET of a colleague shows the choice');
      const made = { choice, organizationUrl: organizations[0]?.url };
      expectProblem(await colleague.post(made), 410, 'choice-expired', 'a choice made by a colleague');
      expectProblem(
        await colleague.post({ choice, cancel: true }),
        410,
        'choice-expired',
        'a choice cancelled by a colleague',
      );
      expect((await first.get()).body.pending?.choice === choice, 'a colleague ended the choice');
    },
  },
  {
    requirement: 'R-DELETE-2',
    name: 'ends the choices of all users of an account that is unlinked',
    needs: ['colleague'],
    async run({ first, colleague }) {
      const { choice, organizations = [] } = (await first.link('sam')).problem;
      expectStatus(await colleague.delete(), 204, 'DELETE of a colleague');
      expect((await first.get()).body.pending === undefined, 'GET shows a choice after a colleague’s DELETE');
      const late = await first.post({ choice, organizationUrl: organizations[0]?.url });
      expectProblem(late, 410, 'choice-expired', 'a choice after a colleague’s DELETE');
    },
  },
  {
    requirement: 'R-CHECK-1',
    name: 'checks a link when it is asked to',
    async run({ first, target }) {
      await link(first, 'alex');
      const before = await first.get();
      const { access, linkId } = linked(before.body);
      if (access === undefined) throw new NotTried('the backend offers no check: the linked resource has no access');
      const checked = await first.post({ check: true });
      expectStatus(checked, 200, 'POST { check: true }');
      const shown = linked(checked.body, 'a check');
      expect(shown.linkId === linkId && checked.etag === before.etag, 'a check shows another link');
      expect(shown.health === 'active', `a check of a link that works says ${shown.health}`);
      for (const table of shown.access?.tables ?? []) {
        expect(table.read && table.create && table.write, `a user with all privileges lacks some on ${table.table}`);
      }
      const foreign = await first.post({ check: true }, { ...ownPage(target), Origin: 'https://evil.example' });
      expectProblem(foreign, 403, 'invalid-request', 'a check of another site');
      expectStatus(await first.delete(), 204, 'DELETE');
      expectStatus(await first.post({ check: true }), 200, 'a check with nothing linked');
    },
  },
  {
    requirement: 'R-REPLACE-1',
    name: 'asks before another user takes the place of the linked one',
    async run({ first, second, target }) {
      const { linkId, account } = await link(first, 'alex');
      const ask = async () => {
        const headers = {
          ...ownPage(target),
          'Content-Type': 'application/json',
          'If-Match': (await first.get()).etag,
        };
        return first.send('POST', headers, JSON.stringify(await first.signIn('kim')));
      };
      const asked = await ask();
      if (asked.status === 201) throw new NotTried('the backend replaces a user without asking');
      const { choice, from, to } = expectProblem(asked, 409, 'user-differs', 'a POST of another user');
      expect(from?.username === account.username, `user-differs names ${from?.username} as the linked user`);
      expect(to?.username === findPerson('kim')?.username, `user-differs names ${to?.username} as the new one`);
      const { body } = await first.get();
      expect(body.pending?.choice === choice, 'GET does not show what is asked');
      expect(linked(body).linkId === linkId, 'a user was replaced before anybody said so');
      const foreign = await second.post({ choice, replace: true });
      expectProblem(foreign, 410, 'choice-expired', 'another account’s answer');
      expectStatus(await first.post({ choice, cancel: true }), 204, 'cancelling');
      expectProblem(await first.post({ choice, replace: true }), 410, 'choice-expired', 'what was cancelled');
      expect(linked((await first.get()).body).linkId === linkId, 'a user was replaced although that was cancelled');
      const again = (await ask()).problem;
      const made = await first.post({ choice: again.choice, replace: true });
      expectStatus(made, 201, 'POST { choice, replace: true }');
      expect(
        linked(made.body).account.username === to?.username,
        'another user was linked than the one that was asked for',
      );
    },
  },
];
