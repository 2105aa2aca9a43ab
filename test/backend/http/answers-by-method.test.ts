import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Answer } from '../../../demo/stand-ins/endpoint-client.js';
import { beginFailure, endFailures } from '../../../demo/stand-ins/failures.js';
import { type Method, refusalsOf } from '../../../src/backend/http/answers-by-method.js';
import type { BackendErrorCode } from '../../../src/protocol.js';
import { type Page, startTestBackend, type TestBackend } from '../test-backend.js';

/** Provokes a refusal. */
type Provoke = (page: Page, setup: TestBackend) => Promise<Answer>;

const asNobody = { 'X-Test-Session': undefined };
const asStranger = { 'X-Test-Session': 'not-entitled' };
const asBroken = { 'X-Test-Session': '{' };

/** A sign-in while Microsoft fails like this. */
const failing =
  (failure: string, username = 'alex'): Provoke =>
  async (page, setup) => {
    const request = await page.signIn(username);
    beginFailure(setup, failure);
    return page.post(request);
  };

/** Of this backend, for a user, in a minute. */
const limits = { perUser: 60, changesPerUser: 20 };

const overLimit = async (limit: number, send: () => Promise<Answer>) => {
  for (let times = 0; times < limit; times++) await send();
  return send();
};

const provoked: Record<Method, Record<string, Provoke>> = {
  GET: {
    '401 not-signed-in': (page) => page.send('GET', asNobody),
    '403 not-entitled': (page) => page.send('GET', asStranger),
    '429 too-many-requests': (page) => overLimit(limits.perUser, () => page.get()),
    '500 internal': (page) => page.send('GET', asBroken),
  },
  DELETE: {
    '400 invalid-request': (page) => page.delete({ 'If-Match': '*' }),
    '401 not-signed-in': (page) => page.delete({ ...asNobody, 'If-Match': '"a.none"' }),
    '403 invalid-request': (page) => page.delete({ Origin: 'https://evil.example' }),
    '403 not-entitled': (page) => page.delete({ ...asStranger, 'If-Match': '"a.none"' }),
    '412 changed': (page) => page.delete({ 'If-Match': '"another.none"' }),
    '429 too-many-requests': (page) => overLimit(limits.changesPerUser, () => page.delete()),
    '500 internal': (page) => page.delete({ ...asBroken, 'If-Match': '"a.none"' }),
  },
  POST: {
    '400 invalid-request': (page) => page.post({}),
    '400 code-rejected': failing('token:70008'),
    '401 not-signed-in': (page) => page.post({}, { ...asNobody, 'If-Match': '"a.none"' }),
    '403 invalid-request': (page) => page.post({}, { 'Sec-Fetch-Site': 'cross-site' }),
    '403 not-entitled': (page) => page.post({}, { ...asStranger, 'If-Match': '"a.none"' }),
    '403 insufficient-privileges': (page) => page.link('robin'),
    '403 environment-blocked': failing('dataverse-ip-firewall'),
    '403 wrong-account': failing('dataverse-not-a-member'),
    '403 consent-declined': failing('token:65001'),
    '403 admin-consent-required': failing('token:90094'),
    '403 sign-in-failed': failing('token:53003'),
    '409 session-changed': (page) => page.link('alex', { nonce: 'another' }),
    '409 already-linked-elsewhere': async (page, setup) => {
      await setup.page().link('alex');
      return page.link('alex');
    },
    '409 organization-choice-required': (page) => page.link('sam'),
    '409 user-differs': async (page) => {
      await page.link('alex');
      return page.link('kim');
    },
    '410 choice-expired': (page) => page.post({ choice: 'of nobody: not even a UUID', cancel: true }),
    '412 changed': async (page) => page.post(await page.signIn('alex'), { 'If-Match': '"another.none"' }),
    '413 invalid-request': (page) => page.post(JSON.stringify({ code: 'x'.repeat(17_000) })),
    '415 invalid-request': (page) => page.post({}, { 'Content-Type': 'text/plain' }),
    '422 no-organization': (page) => page.link('jo'),
    '429 too-many-requests': (page) => overLimit(limits.changesPerUser, () => page.post({})),
    '500 configuration': failing('token:7000215'),
    '500 internal': (page) => page.post({}, { ...asBroken, 'If-Match': '"a.none"' }),
    '502 identity-provider-unavailable': failing('token:90033'),
    '502 dynamics-unavailable': failing('dataverse-unavailable'),
    '503 in-progress': async (page, setup) => {
      const { choice } = (await page.link('sam')).problem;
      const [one, other] = setup.dataverse.organizations.map(({ url }) => url);
      setup.dataverse.gate.close();
      const first = page.post({ choice, organizationUrl: one });
      await setup.dataverse.gate.arrival(1);
      const second = await page.post({ choice, organizationUrl: other });
      setup.dataverse.gate.open();
      await first;
      return second;
    },
  },
};

describe('of the refusals that the contract has for a method', () => {
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend({ rateLimit: limits });
  });
  beforeEach(async () => {
    endFailures(setup);
    await setup.reset();
  });
  after(() => setup.close());

  for (const method of ['GET', 'POST', 'DELETE'] as const) {
    it(`each is one that ${method} is really answered with, and there is no other`, async () => {
      const declared = refusalsOf(method).map(({ status, code }) => `${status} ${code}`);
      assert.deepEqual(Object.keys(provoked[method]).sort(), declared.sort());
      for (const [expected, provoke] of Object.entries(provoked[method])) {
        endFailures(setup);
        await setup.reset();
        const { status, code } = await provoke(setup.page(), setup);
        assert.equal(`${status} ${code satisfies BackendErrorCode | undefined}`, expected);
      }
    });
  }
});
