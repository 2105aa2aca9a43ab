import { setTimeout as sleep } from 'node:timers/promises';
import { linked } from '../../../demo/stand-ins/endpoint-client.js';
import { findPerson } from '../../../demo/stand-ins/people.js';
import { expect, expectProblem, expectRefusal, expectStatus } from '../expectations.js';
import { letStandInFail, link, NotTried, type Scenario } from '../scenario.js';

/** Tables and actions that the integration needs by default. */
const privileges = ['Contact', 'Account'].flatMap((table) =>
  ['Read', 'Create', 'Write'].map((action) => `prv${action}${table}`),
);

export const linkingScenarios: readonly Scenario[] = [
  {
    requirement: 'R-GET-2',
    name: 'says who was linked, where and when',
    async run({ first }) {
      for (const username of ['alex', 'kim']) {
        const person = findPerson(username);
        const made = await link(first, username);
        const shown = linked((await first.get()).body, 'GET');
        for (const [method, resource] of Object.entries({ POST: made, GET: shown })) {
          const { account, organization, linkedAt, health } = resource;
          expect(account.username === person?.username, `${method} gives the user name ${account.username}`);
          expect(account.name === person?.name, `${method} gives the name “${account.name}”`);
          expect(account.tenantId === person?.tid, `${method} gives the tenant ${account.tenantId}`);
          expect(organization.name === 'Contoso', `${method} gives the environment “${organization.name}”`);
          expect(
            new URL(organization.url).origin === organization.url,
            `${method} gives ${organization.url}, no origin`,
          );
          const age = Math.abs(Date.now() - Date.parse(linkedAt));
          expect(age < 600_000, `${method} says that a link of now was made at ${linkedAt}`);
          expect(health === 'active', `${method} says that a new link is ${health}`);
        }
        expect(made.linkedAt === shown.linkedAt, 'POST and GET say different times');
      }
      const { linkedAt } = linked((await first.get()).body);
      // Times may be written in whole seconds: one must go by before another is due.
      await sleep(1_100);
      expect(linked((await first.get()).body).linkedAt === linkedAt, 'linkedAt changes without a new link');
    },
  },
  {
    requirement: 'R-POST-2',
    name: 'replaces a link, also by the same user',
    async run({ first, second }) {
      const one = await link(first, 'alex');
      const two = await link(first, 'alex');
      expect(one.linkId !== two.linkId, 'a link that was made anew has the old id');
      await link(first, 'kim');
      const freed = await second.link('alex');
      expectStatus(freed, 201, 'a user whose link was replaced, for another account', 'R-POST-3');
      expectProblem(await second.link('kim'), 409, 'already-linked-elsewhere', 'the user who is linked now');
      expect(linked((await second.get()).body).account.username.startsWith('alex'), 'a refused user was linked');
      expectStatus(await first.delete(), 204, 'DELETE');
      expectStatus(await second.link('kim'), 201, 'a user whose link was deleted, for another account', 'R-POST-3');
    },
  },
  {
    requirement: 'R-POST-2',
    name: 'keeps the old link whatever the new one fails of',
    async run({ first, second, target }) {
      const { linkId } = await link(first, 'alex');
      await link(second, 'kim');
      const isKept = async (what: string) => {
        const { body } = await first.get();
        expect(body.status === 'linked' && body.linkId === linkId, `${what} changed the old link`);
      };
      expectRefusal(await first.link('kim'), 'a user who is linked elsewhere');
      await isKept('a user who is linked elsewhere');
      expectRefusal(await first.link('jo'), 'a user without an environment');
      await isKept('a user without an environment');
      expectRefusal(await first.link('robin', { codeVerifier: 'v'.repeat(43) }), 'a wrong verifier');
      await isKept('a wrong verifier');
      for (const failure of ['token-down', 'dataverse-down', 'id-token-signature', 'token:65001']) {
        const request = await first.signIn('robin');
        await letStandInFail(target, failure, async () => {
          expect((await first.post(request)).status >= 400, `${failure} was a success`);
        });
        await isKept(failure);
      }
      expectStatus(await first.link('sam'), 409, 'a user with two environments');
      await isKept('a choice that waits');
    },
  },
  {
    requirement: 'R-POST-3',
    name: 'links a Dynamics user to one account only, whichever environment is named',
    async run({ first, second }) {
      const { organizations = [], choice } = (await first.link('sam')).problem;
      expectStatus(await first.post({ choice, cancel: true }), 204, 'cancelling a choice');
      const [one, other] = organizations.map(({ url }) => url);
      if (one === undefined || other === undefined) throw new NotTried('no two environments were offered');
      expectStatus(await first.link('sam', { organizationUrl: one }), 201, 'a POST with an environment');
      const elsewhere = await second.link('sam', { organizationUrl: other });
      expectProblem(
        elsewhere,
        409,
        'already-linked-elsewhere',
        'the same user in another environment, for another account',
      );
      const asked = (await second.link('sam')).problem;
      if (asked.choice === undefined) return;
      const chosen = await second.post({ choice: asked.choice, organizationUrl: other });
      expectProblem(chosen, 409, 'already-linked-elsewhere', 'the same user with a choice, for another account');
    },
  },
  {
    requirement: 'R-LEAK-3',
    name: 'tells nobody where a Dynamics user is linked',
    async run({ first, second }) {
      const { linkId, linkedBy, accountTag } = await link(first, 'alex');
      const { problem } = await second.link('alex');
      const text = JSON.stringify(problem);
      for (const [what, told] of Object.entries({ linkId, linkedBy, accountTag })) {
        expect(
          told === undefined || !text.includes(told),
          `already-linked-elsewhere tells the other account’s ${what}`,
        );
      }
    },
  },
  {
    requirement: 'R-POST-4',
    name: 'sends a code to Entra once, whatever came with it',
    async run({ first, second }) {
      const request = await first.signIn('alex');
      expectProblem(
        await first.post({ ...request, codeVerifier: 'v'.repeat(43) }),
        400,
        'code-rejected',
        'a wrong verifier',
      );
      expectRefusal(await first.post(request), 'the right verifier after a wrong one');
      const { nonce } = (await first.get()).body;
      expectRefusal(await first.post({ ...request, nonce }), 'the same code with another nonce');
      expectRefusal(
        await second.post({ ...request, nonce: (await second.get()).body.nonce }),
        'the same code elsewhere',
      );
      expect((await first.get()).body.status === 'unlinked', 'a code that was refused linked');
    },
  },
  {
    requirement: 'R-POST-5',
    name: 'compares redirect URI and authority exactly',
    async run({ first, target }) {
      const request = await first.signIn('alex');
      const { redirectUri, authority } = target;
      const { origin, pathname } = new URL(redirectUri);
      const uris = [
        `${redirectUri}/`,
        `${redirectUri}?`,
        `${redirectUri}#x`,
        `${redirectUri}x`,
        `${origin}/`,
        `${origin}//${pathname}`,
      ];
      const cased = `${origin}${pathname.toUpperCase()}`;
      for (const uri of [...uris, ...(cased === redirectUri ? [] : [cased]), `${origin}/x/..${pathname}x`]) {
        expectProblem(
          await first.post({ ...request, redirectUri: uri }),
          400,
          'invalid-request',
          `the redirect URI ${uri}`,
        );
      }
      const host = new URL(authority).origin;
      const others = [
        `${host}/common-x`,
        `${host}/99999999-9999-4999-8999-999999999999`,
        `${authority}x`,
        `${authority}.evil.example`,
      ];
      for (const other of [...others, authority.replace('://', '://evil.'), `https://evil.example/${authority}`]) {
        const what = `the authority ${other}`;
        expectProblem(await first.post({ ...request, authority: other }), 400, 'invalid-request', what);
      }
      expectStatus(await first.post(request), 201, 'the right request after these');
    },
  },
  {
    requirement: 'R-PRIV-1',
    name: 'checks every privilege that is needed, and names what is missing',
    async run({ first, target }) {
      for (const missing of [...privileges.map((name) => [name]), ['prvReadContact', 'prvWriteAccount']]) {
        const request = await first.signIn('alex');
        await letStandInFail(
          target,
          missing.map((name) => `privilege:alex,${name}`),
          async () => {
            const what = `a user without ${missing.join(' and ')}`;
            const answer = expectProblem(await first.post(request), 403, 'insufficient-privileges', what);
            const named = String(answer.missingPrivileges?.toSorted());
            expect(named === String(missing.toSorted()), `of ${what} it is said that there is missing: ${named}`);
          },
        );
        expect((await first.get()).body.status === 'unlinked', 'a user without a privilege was linked');
      }
    },
  },
  {
    requirement: 'R-ENV-1',
    name: 'links the environment that was asked for, and asks none that it does not know',
    async run({ first }) {
      const { organizations = [], choice } = (await first.link('sam')).problem;
      expectStatus(await first.post({ choice, cancel: true }), 204, 'cancelling a choice');
      if (organizations.length < 2) throw new NotTried('no two environments were offered');
      for (const { url, name } of organizations.toReversed()) {
        const made = await first.link('sam', { organizationUrl: url });
        expectStatus(made, 201, `a POST with the environment ${name}`);
        const { organization } = linked(made.body);
        expect(organization.url === url, `${organization.name} was linked in place of ${name}`);
        expectStatus(await first.delete(), 204, 'DELETE');
      }
      const { protocol, host } = new URL(organizations[0]?.url ?? '');
      const alike = [`${protocol}//${host}.evil.example`, `https://evil.example/${host}`, `${protocol}//evil${host}`];
      const hidden = [
        `https://evil.example/?${protocol}//${host}`,
        `https://evil.example#${host}`,
        `${protocol}//${host}@evil.example`,
      ];
      for (const organizationUrl of [
        ...alike,
        ...hidden,
        'https://169.254.169.254',
        'file:///etc/passwd',
        'http://localhost:1',
      ]) {
        const answer = await first.link('alex', { organizationUrl });
        expectProblem(answer, 400, 'invalid-request', `the environment ${organizationUrl}`);
      }
    },
  },
  {
    requirement: 'R-ENV-2',
    name: 'links nobody to an environment of others',
    async run({ first }) {
      const { organizations = [], choice } = (await first.link('sam')).problem;
      expectStatus(await first.post({ choice, cancel: true }), 204, 'cancelling a choice');
      const fabrikam = organizations.find(({ name }) => name === 'Fabrikam');
      if (!fabrikam) throw new NotTried('the stand-in’s environment Fabrikam was not offered');
      for (const username of ['alex', 'jo']) {
        const answer = await first.link(username, { organizationUrl: fabrikam.url });
        expectRefusal(answer, `a user who is no member of the environment (${username})`);
      }
      expect((await first.get()).body.status === 'unlinked', 'a user who is no member was linked');
    },
  },
];
