import { setTimeout as sleep } from 'node:timers/promises';
import { linked } from '../../../demo/stand-ins/endpoint-client.js';
import { findPerson } from '../../../demo/stand-ins/people.js';
import type { BackendErrorCode } from '../../../src/protocol.js';
import { expect, expectProblem, expectStatus } from '../expectations.js';
import { isUnlinked, letStandInFail, type Scenario } from '../scenario.js';

/** Milliseconds. After 30 seconds the panel asks again, after 60 it gives up. */
const longestAnswer = 45_000;

/** What must be refused in an id_token or missing from the answer, by the name of the stand-in's failure. */
const refusedTokens: [failure: string, requirement: Scenario['requirement'], what: string][] = [
  ['signature', 'R-ID-1', 'whose signature is not Entra’s'],
  ['issuer', 'R-ID-1', 'of the issuer of another tenant'],
  ['audience', 'R-ID-1', 'for another application'],
  ['tenant', 'R-ID-1', 'whose tenant is not its issuer’s'],
  ['azp', 'R-ID-1', 'that another application asked for'],
  ['expired', 'R-ID-1', 'that has expired'],
  ['no-id-token', 'R-ID-1', 'that is missing'],
  ['nonce', 'R-ID-2', 'of another nonce'],
];

const entraRefusals: [failure: string, status: number, code: BackendErrorCode][] = [
  ['token:65001', 403, 'consent-declined'],
  ['token:65004', 403, 'consent-declined'],
  ['token:90094', 403, 'admin-consent-required'],
  ['token:50076', 403, 'sign-in-failed'],
  ['token:50079', 403, 'sign-in-failed'],
  ['token:50105', 403, 'sign-in-failed'],
  ['token:53003', 403, 'sign-in-failed'],
  ['token:50057', 403, 'sign-in-failed'],
  ['token:50020', 403, 'wrong-account'],
  ['token:650052', 422, 'no-organization'],
  ['token:70008', 400, 'code-rejected'],
  ['token-unnumbered', 400, 'code-rejected'],
  ['token:7000222', 500, 'configuration'],
  ['token:9002327', 500, 'configuration'],
];

const dynamicsRefusals: [failure: string, status: number, code: BackendErrorCode][] = [
  ['dataverse-ip-firewall', 403, 'environment-blocked'],
  ['dataverse-app-access-control', 403, 'environment-blocked'],
  ['dataverse-administration-mode', 403, 'environment-blocked'],
  ['dataverse-empty-refusal', 403, 'environment-blocked'],
  ['dataverse-not-a-member', 403, 'wrong-account'],
  ['dataverse-user-disabled', 403, 'wrong-account'],
  ['dataverse-no-licence', 403, 'wrong-account'],
];

export const upstreamScenarios: readonly Scenario[] = [
  ...refusedTokens.map(
    ([fault, requirement, what]): Scenario => ({
      requirement,
      name: `links nobody by an id_token ${what}`,
      async run({ first, target }) {
        const request = await first.signIn('alex');
        await letStandInFail(target, `id-token-${fault}`, async () => {
          const { status, code } = await first.post(request);
          const isRefused = status === 403 || (status === 409 && code === 'session-changed');
          expect(isRefused, `an id_token ${what} answered ${status} ${code ?? ''} instead of 403 sign-in-failed`);
        });
        await isUnlinked(first);
        expect((await first.post(request)).status >= 400, `the same POST linked after an id_token ${what}`);
        await isUnlinked(first);
      },
    }),
  ),
  {
    requirement: 'R-ID-4',
    name: 'links nobody without a refresh token',
    async run({ first, target }) {
      const { choice, organizations = [] } = (await first.link('sam')).problem;
      expectStatus(await first.post({ choice, cancel: true }), 204, 'cancelling a choice');
      // With an environment named, the access token that came with the code is all that linking takes.
      for (const organizationUrl of [undefined, organizations[0]?.url]) {
        const request = await first.signIn('alex', organizationUrl === undefined ? {} : { organizationUrl });
        await letStandInFail(target, 'id-token-no-refresh-token', async () => {
          expect((await first.post(request)).status >= 400, 'a sign-in without a refresh token linked');
        });
      }
      await isUnlinked(first);
    },
  },
  {
    requirement: 'R-ID-3',
    name: 'links no personal account, whatever environment is named',
    async run({ first, target }) {
      await letStandInFail(target, 'personal-accounts', async () => {
        expectProblem(await first.link('pat'), 403, 'wrong-account', 'a personal account');
      });
      await isUnlinked(first);
    },
  },
  {
    requirement: 'R-ID-5',
    name: 'knows a user by tenant and ID, whatever the name says',
    async run({ first, second, target }) {
      const [alex, kim] = [await first.signIn('alex'), await second.signIn('kim')];
      await letStandInFail(target, 'guests', async () => {
        const made = await first.post(alex);
        expectStatus(made, 201, 'a guest');
        const { account } = linked(made.body);
        expect(account.username === 'guest@partner.example', `a guest is shown as ${account.username}`);
        expect(
          account.tenantId === findPerson('alex')?.tid,
          'of a guest another tenant is shown than that of the id_token',
        );
        expectStatus(await second.post(kim), 201, 'another guest of the same name');
      });
      expectStatus(await second.delete(), 204, 'DELETE');
      const again = await second.link('alex');
      expectProblem(again, 409, 'already-linked-elsewhere', 'a user who is linked elsewhere by another name');
    },
  },
  {
    requirement: 'R-UP-5',
    name: 'asks Entra for permissions by their names',
    async run({ first, target }) {
      await letStandInFail(target, 'default-scopes', async () => {
        const { choice, organizations = [] } = (await first.link('sam')).problem;
        expectStatus(await first.post({ choice, organizationUrl: organizations[0]?.url }), 201, 'a choice');
        const named = await first.link('sam', { organizationUrl: organizations[1]?.url ?? '' });
        expectStatus(named, 201, 'a POST with an environment');
      });
    },
  },
  ...entraRefusals.map(
    ([failure, status, code]): Scenario => ({
      requirement: 'R-UP-1',
      name: `calls Entra’s refusal ${failure} ${code}`,
      async run({ first, target }) {
        const request = await first.signIn('alex');
        await letStandInFail(target, failure, async () => {
          expectProblem(await first.post(request), status, code, `Entra’s refusal ${failure}`);
        });
        await isUnlinked(first);
      },
    }),
  ),
  ...['token-down', 'token-throttled', 'token-proxy', 'token:90033'].map(
    (failure): Scenario => ({
      requirement: 'R-UP-2',
      name: `lets the same POST link once Entra is back (${failure})`,
      async run({ first, target }) {
        const request = await first.signIn('alex');
        const headers = { 'If-Match': (await first.get()).etag };
        await letStandInFail(target, failure, async () => {
          const answer = await first.post(request, headers);
          expectProblem(answer, 502, 'identity-provider-unavailable', `Entra’s ${failure}`);
        });
        expectStatus(await first.post(request, headers), 201, 'the same POST once Entra is back');
      },
    }),
  ),
  ...['dataverse-down', 'dataverse-unavailable', 'dataverse-gateway', 'dataverse-throttled'].map(
    (failure): Scenario => ({
      requirement: 'R-UP-3',
      name: `goes on with the same POST once Dynamics 365 is back (${failure})`,
      async run({ first, target }) {
        const request = await first.signIn('alex');
        const headers = { 'If-Match': (await first.get()).etag };
        await letStandInFail(target, failure, async () => {
          for (const _ of [1, 2]) {
            const answer = await first.post(request, headers);
            expectProblem(answer, 502, 'dynamics-unavailable', `Dynamics 365’s ${failure}`);
          }
        });
        expectStatus(await first.post(request, headers), 201, 'the same POST once Dynamics 365 is back');
      },
    }),
  ),
  ...dynamicsRefusals.map(
    ([failure, status, code]): Scenario => ({
      requirement: 'R-UP-4',
      name: `calls Dynamics 365’s ${failure.replace('dataverse-', '')} ${code}`,
      async run({ first, target }) {
        const request = await first.signIn('alex');
        await letStandInFail(target, failure, async () => {
          expectProblem(await first.post(request), status, code, `Dynamics 365’s ${failure}`);
        });
        await isUnlinked(first);
      },
    }),
  ),
  {
    requirement: 'R-UP-4',
    name: 'keeps a 401 of Dynamics 365 from the browser',
    async run({ first, target }) {
      const request = await first.signIn('alex');
      await letStandInFail(target, 'dataverse-token-refused', async () => {
        const { status, code } = await first.post(request);
        expect(
          status >= 400 && status !== 401 && code !== 'internal',
          `a 401 of Dynamics 365 answered ${status} ${code ?? ''}`,
        );
      });
      await isUnlinked(first);
    },
  },
  ...['hold-token', 'hold-dataverse'].map(
    (hold): Scenario => ({
      requirement: 'R-HTTP-7',
      name: `answers before the page gives up, while Microsoft does not answer (${hold})`,
      async run({ first, target }) {
        const request = await first.signIn('alex');
        await letStandInFail(target, hold, async () => {
          const late = new AbortController();
          const answer = await Promise.race([
            first.post(request),
            sleep(longestAnswer, undefined, { signal: late.signal }).catch(() => undefined),
          ]);
          late.abort();
          expect(answer !== undefined, `a POST has no answer after ${longestAnswer / 1000} s (${hold})`);
          const isTold = answer.status === 502 || (answer.status === 503 && answer.code === 'in-progress');
          expect(isTold, `while Microsoft does not answer a POST answered ${answer.status} ${answer.code ?? ''}`);
        });
      },
    }),
  ),
];
