import { randomUUID } from 'node:crypto';
import { type EndpointClient, linked } from '../../../demo/stand-ins/endpoint-client.js';
import type { Organization } from '../../../src/protocol.js';
import { expect, expectProblem, expectStatus } from '../expectations.js';
import { isHeld, letStandInFail, link, type Scenario } from '../scenario.js';

interface Asked {
  choice: string;
  organizations: [Organization, Organization];
}

/** Signs in the user with two environments. */
async function ask(client: EndpointClient): Promise<Asked> {
  const { choice = '', organizations = [] } = expectProblem(
    await client.link('sam'),
    409,
    'organization-choice-required',
    'a user with two environments',
  );
  const [one, other] = organizations;
  expect(choice !== '' && one !== undefined && other !== undefined, 'no choice between two environments is offered');
  return { choice, organizations: [one, other] };
}

export const choiceScenarios: readonly Scenario[] = [
  {
    requirement: 'R-CHOICE-1',
    name: 'shows a choice to its user as it was offered, and links each of the environments',
    async run({ first, second }) {
      for (const index of [0, 1] as const) {
        const { choice, organizations } = await ask(first);
        const { pending } = (await first.get()).body;
        expect(pending?.choice === choice, 'GET shows another choice');
        expect(
          'organizations' in pending && JSON.stringify(pending.organizations) === JSON.stringify(organizations),
          'GET offers other environments',
        );
        const names = organizations.map(({ name }) => name).toSorted();
        expect(String(names) === 'Contoso,Fabrikam', `these environments are offered: ${names}`);
        expect((await second.get()).body.pending === undefined, 'another account is shown the choice', 'R-CHOICE-2');
        const made = await first.post({ choice, organizationUrl: organizations[index].url });
        expectStatus(made, 201, 'the choice');
        const shown = await first.get();
        expect(made.etag === shown.etag, 'the ETag of a choice is not the one that GET gives afterwards', 'R-POST-1');
        expect(linked(shown.body).organization.url === organizations[index].url, 'another environment was linked');
        expect(shown.body.pending === undefined, 'GET shows a choice that was made');
      }
    },
  },
  {
    requirement: 'R-CHOICE-2',
    name: 'lets no other account make or cancel a choice',
    async run({ first, second }) {
      const { choice, organizations } = await ask(first);
      for (const body of [
        { choice, organizationUrl: organizations[0].url },
        { choice, cancel: true },
      ]) {
        expectProblem(
          await second.post(body),
          410,
          'choice-expired',
          `another account’s ${JSON.stringify(Object.keys(body))}`,
        );
      }
      expect((await second.get()).body.status === 'unlinked', 'the choice of another account linked');
      expect((await first.get()).body.pending?.choice === choice, 'another account ended the choice');
    },
  },
  {
    requirement: 'R-CHOICE-3',
    name: 'knows no choice that was made, cancelled, overtaken or made up',
    async run({ first }) {
      const made = await ask(first);
      expectStatus(
        await first.post({ choice: made.choice, organizationUrl: made.organizations[1].url }),
        201,
        'the choice',
      );
      const other = { choice: made.choice, organizationUrl: made.organizations[0].url };
      expectProblem(
        await first.post(other),
        410,
        'choice-expired',
        'a choice that was made, for the other environment',
      );
      const cancelled = await ask(first);
      expectStatus(await first.post({ choice: cancelled.choice, cancel: true }), 204, 'cancelling a choice');
      const overtaken = await ask(first);
      await link(first, 'alex');
      expect((await first.get()).body.pending === undefined, 'GET shows a choice that another sign-in has overtaken');
      for (const { choice, organizations } of [cancelled, overtaken]) {
        const late = await first.post({ choice, organizationUrl: organizations[0].url });
        expectProblem(late, 410, 'choice-expired', 'a choice that was cancelled or overtaken');
      }
      for (const body of [{ cancel: true }, { organizationUrl: made.organizations[0].url }]) {
        expectProblem(await first.post({ choice: randomUUID(), ...body }), 410, 'choice-expired', 'a made-up choice');
      }
      expect(linked((await first.get()).body).account.username.startsWith('alex'), 'an old choice replaced the link');
    },
  },
  {
    requirement: 'R-CHOICE-3',
    name: 'links one environment when two are chosen at once',
    async run({ first, target }) {
      const { choice, organizations } = await ask(first);
      const headers = { 'If-Match': (await first.get()).etag };
      const answers: ReturnType<typeof first.post>[] = [];
      await letStandInFail(target, 'hold-dataverse', async () => {
        answers.push(first.post({ choice, organizationUrl: organizations[0].url }, headers));
        await isHeld(target);
        answers.push(first.post({ choice, organizationUrl: organizations[1].url }, headers));
      });
      const made = (await Promise.all(answers)).filter(({ status }) => status === 201);
      expect(made.length === 1, `of two environments that were chosen at once ${made.length} were linked`);
      const { organization } = linked((await first.get()).body);
      expect(organization.url === linked(made[0]?.body as never).organization.url, 'GET shows the other environment');
    },
  },
  {
    requirement: 'R-CHOICE-4',
    name: 'takes the environments that were offered and no others, and goes on offering them',
    async run({ first }) {
      const { choice, organizations } = await ask(first);
      const { protocol, host } = new URL(organizations[0].url);
      const others = ['https://evil.example', `${protocol}//${host}.evil.example`, `https://evil.example/${host}`];
      for (const organizationUrl of [...others, 'https://contoso.crm99.dynamics.com', `${protocol}//${host}/x`]) {
        const answer = await first.post({ choice, organizationUrl });
        expectProblem(answer, 400, 'invalid-request', `the environment ${organizationUrl}, which was not offered,`);
      }
      expect((await first.get()).body.pending?.choice === choice, 'a wrong environment ended the choice');
      expectStatus(await first.post({ choice, organizationUrl: organizations[0].url }), 201, 'the choice after these');
    },
  },
  {
    requirement: 'R-CHOICE-5',
    name: 'gives the identical choice the same answer, and the POST before it the same choice',
    async run({ first }) {
      const headers = { 'If-Match': (await first.get()).etag };
      const request = await first.signIn('sam');
      const asked = (await first.post(request, headers)).problem;
      const again = (await first.post(request, headers)).problem;
      expect(asked.choice !== undefined && asked.choice === again.choice, 'the identical POST asks for another choice');
      expect(
        String(asked.organizations?.length) === String(again.organizations?.length),
        'it offers other environments',
      );
      const body = { choice: asked.choice, organizationUrl: asked.organizations?.[0]?.url };
      const made = await first.post(body, headers);
      expectStatus(made, 201, 'the choice');
      for (const page of [headers, {}]) {
        const repeated = await first.post(body, page);
        expectStatus(repeated, 201, 'the identical choice');
        expect(linked(repeated.body).linkId === linked(made.body).linkId, 'the identical choice made another link');
      }
      expectStatus(await first.delete(), 204, 'DELETE');
      expect((await first.post(body, headers)).status >= 400, 'the identical choice is a success after DELETE');
    },
  },
  {
    requirement: 'R-PRIV-1',
    name: 'checks privileges in the environment that was chosen',
    async run({ first, target }) {
      const { choice, organizations } = await ask(first);
      await letStandInFail(target, 'privilege:sam,prvWriteContact', async () => {
        const answer = await first.post({ choice, organizationUrl: organizations[1].url });
        const what = 'a choice of a user without prvWriteContact';
        const { missingPrivileges } = expectProblem(answer, 403, 'insufficient-privileges', what);
        expect(String(missingPrivileges) === 'prvWriteContact', `named as missing: ${missingPrivileges}`);
      });
      expect((await first.get()).body.status === 'unlinked', 'a user without a privilege was linked');
    },
  },
  {
    requirement: 'R-UP-3',
    name: 'goes on with a choice after Dynamics 365 was away',
    async run({ first, target }) {
      const { choice, organizations } = await ask(first);
      const body = { choice, organizationUrl: organizations[1].url };
      await letStandInFail(target, 'dataverse-unavailable', async () => {
        expectProblem(await first.post(body), 502, 'dynamics-unavailable', 'a choice while Dynamics 365 is away');
      });
      expectStatus(await first.post(body), 201, 'the same choice afterwards');
    },
  },
];
