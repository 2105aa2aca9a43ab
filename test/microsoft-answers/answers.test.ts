import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { HttpResponse, http } from 'msw';
import { LinkError } from '../../src/backend/errors.js';
import type { LinkedResource } from '../../src/protocol.js';
import { backendStatusByCode } from '../../src/protocol.js';
import { texts as reasons } from '../../src/widget/health/en-GB.js';
import { messages } from '../../src/widget/messages/en-GB.js';
import { interceptRequests } from '../backend/intercepted-requests.js';
import { later, linked, type Page, redirectUri, startTestBackend, type TestBackend } from '../backend/test-backend.js';
import type { Answer } from './answer.js';
import { authorizationAnswers } from './authorization.js';
import { callAnswers } from './dataverse-calls.js';
import { linkingAnswers } from './dataverse-linking.js';
import { redemptionAnswers } from './entra-redemption.js';
import { refreshAnswers } from './entra-refresh.js';

describe('the answers of Microsoft that are known', () => {
  const tables: Record<string, readonly { situation: string; source: string }[]> = {
    authorizationAnswers,
    redemptionAnswers,
    refreshAnswers,
    linkingAnswers,
    callAnswers,
  };

  it('are at least eighty', () => {
    assert.ok(Object.values(tables).flat().length >= 80);
  });

  for (const [name, rows] of Object.entries(tables)) {
    it(`are each known from somewhere, and there once: ${name}`, () => {
      const known = /^([a-z0-9-]{6,}|[\w.-]+\/[\w.-]+#\d+|RFC \d+, [\w.]+|OpenID Connect Core, [\d.]+)$/;
      for (const { situation, source } of rows) assert.match(source, known, situation);
      assert.equal(new Set(rows.map(({ situation }) => situation)).size, rows.length);
    });
  }
});

describe('an answer of Microsoft', () => {
  const microsoft = interceptRequests();
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(() => setup.reset());
  after(() => setup.close());

  const atEntra = (answer: Answer) => http.post(setup.entra.metadata.token_endpoint, () => play(answer, 400));
  const lastEvent = () => setup.events.at(-1);
  const link = async (page: Page): Promise<LinkedResource> => linked((await page.get()).body);

  describe('to an authorization code', () => {
    for (const row of redemptionAnswers) {
      it(`${row.situation}: ${row.code} (${row.source})`, async () => {
        const page = setup.page();
        const { nonce } = (await page.get()).body;
        microsoft.use(atEntra(row));
        const { authority } = setup.entra;
        const code = `a-code-${nonce}`;
        const answer = await page.post({ ...request, code, nonce, authority });
        assertRefused(answer, row.code);
        assert.equal((await page.get()).body.status, 'unlinked');
      });
    }
  });

  describe('to a refresh token', () => {
    for (const row of refreshAnswers) {
      it(`${row.situation}: ${row.call}, ${row.expired ?? 'active'} (${row.source})`, async () => {
        const { page } = await setup.linkAccount('alex');
        microsoft.use(atEntra(row));
        await later(120, () => assert.rejects(setup.findContacts(page.vccAccountId, 'Anderson'), { code: row.call }));
        const { health, healthReason } = await link(page);
        assert.deepEqual([health, healthReason], row.expired ? ['expired', row.expired] : ['active', undefined]);
        const { type, ...event } = lastEvent() ?? assert.fail();
        if (row.expired) assert.deepEqual([type, 'reason' in event && event.reason], ['expired', row.expired]);
        else assert.equal(type, 'linked');
        if (row.expired) assert.ok(reasons[row.expired], 'the panel has a sentence');
        // What passes or is healed leaves a link that works.
        microsoft.resetHandlers();
        if (row.expired === 'revoked') return;
        assert.equal(await later(120, () => setup.backend.checkLink(page.vccAccountId)), 'active');
      });
    }
  });

  describe('while somebody links', () => {
    for (const row of linkingAnswers) {
      it(`${row.situation}: ${row.code} (${row.source})`, async () => {
        // What an environment has said of a table is kept.
        if (row.at === 'definitions') await setup.restart();
        const page = setup.page();
        const paths = { definitions: 'EntityDefinitions*', privileges: 'systemusers*', default: 'WhoAmI' };
        const url =
          row.at === 'discovery' ? setup.dataverse.discoveryUrl : `${setup.webApi}/${paths[row.at ?? 'default']}`;
        microsoft.use(http.get(url, () => play(row, 403)));
        assertRefused(await page.link('alex'), row.code);
        assert.equal((await page.get()).body.status, 'unlinked');
      });
    }
  });

  describe('to a call', () => {
    for (const row of callAnswers) {
      it(`${row.call}, ${row.situation}: ${row.code} (${row.source})`, async () => {
        const { page, connector } = await setup.linkAccount('alex');
        const id = await connector.create('contact', { lastname: 'Before' });
        setup.events.length = 0;
        microsoft.use(http.all(`${setup.webApi}/${row.everywhere ? '' : 'contacts'}*`, () => play(row, 403)));
        const call = {
          find: () => setup.findContacts(page.vccAccountId, 'Anderson'),
          create: () => connector.create('contact', { lastname: 'New' }),
          update: () => connector.update('contact', id, { lastname: 'Other' }),
        }[row.call];
        const error: unknown = await call().catch((thrown) => thrown);
        assert.ok(error instanceof LinkError, String(error));
        const { retryAfter, outcomeUnknown } = error.details;
        assert.deepEqual(
          { code: error.code, retryAfter, outcomeUnknown },
          { code: row.code, retryAfter: row.retryAfter, outcomeUnknown: row.outcomeUnknown },
        );
        const { health, healthReason } = await link(page);
        const { restricted } = row;
        assert.deepEqual([health, healthReason], restricted ? ['restricted', restricted] : ['active', undefined]);
        const told = setup.events.flatMap((event) => (event.type === 'restricted' ? [event.reason] : []));
        assert.deepEqual(told, restricted ? [restricted] : []);
        if (restricted) assert.ok(reasons[restricted], 'the panel has a sentence');
      });
    }
  });

  function assertRefused(
    { status, problem }: Awaited<ReturnType<Page['post']>>,
    code: keyof typeof backendStatusByCode,
  ) {
    assert.deepEqual({ status, code: problem.code }, { status: backendStatusByCode[code], code });
    const event = lastEvent();
    assert.equal(event?.type === 'refused' && event.error.code, code);
    assert.ok(messages.errors[code], 'the panel has a sentence');
  }
});

const request = { codeVerifier: 'v'.repeat(43), redirectUri };

function play({ status, body, headers = {} }: Answer, usualStatus: number): Response {
  const init = { status: status ?? usualStatus, headers };
  if (body === undefined) return new HttpResponse(null, init);
  if (typeof body === 'object') return HttpResponse.json(body, init);
  return new HttpResponse(body, { ...init, headers: { 'Content-Type': 'text/html', ...headers } });
}
