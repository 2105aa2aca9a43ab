import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { HttpResponse, http } from 'msw';
import { LinkError } from '../../src/backend/errors.js';
import { backendStatusByCode, type HealthReason, type LinkedResource } from '../../src/protocol.js';
import { texts } from '../../src/widget/detailed-texts/en-GB.js';
import { WidgetError } from '../../src/widget/errors.js';
import { explain, healthWarning } from '../../src/widget/linking/texts/wording.js';
import { messages } from '../../src/widget/messages/en-GB.js';
import { interceptRequests } from '../backend/intercepted-requests.js';
import { later, linked, type Page, redirectUri, startTestBackend, type TestBackend } from '../backend/test-backend.js';
import type { Answer } from './answer.js';
import { authorizationAnswers } from './authorization.js';
import { callAnswers } from './dataverse-calls.js';
import { changeAnswers } from './dataverse-changes.js';
import { checkAnswers } from './dataverse-checks.js';
import { linkingAnswers } from './dataverse-linking.js';
import { discoveryAnswers } from './discovery.js';
import { outageAnswers } from './entra-outages.js';
import { redemptionAnswers } from './entra-redemption.js';
import { refreshAnswers } from './entra-refresh.js';
import { type TokenAnswer, tokenAnswers } from './entra-tokens.js';

const panel = { messages: { ...messages, healthReasons: texts.healthReasons }, language: 'en-GB' };

describe('the answers of Microsoft that are known', () => {
  const tables: Record<string, readonly { situation: string; source: string }[]> = {
    authorizationAnswers,
    redemptionAnswers,
    tokenAnswers,
    refreshAnswers,
    outageAnswers,
    linkingAnswers,
    discoveryAnswers,
    checkAnswers,
    callAnswers,
    changeAnswers,
  };

  it('are at least eighty', () => {
    assert.ok(Object.values(tables).flat().length >= 80);
  });

  for (const [name, rows] of Object.entries(tables)) {
    it(`are each known from somewhere, and there once: ${name}`, () => {
      const known = /^([a-z0-9-]{6,}|[\w.-]+\/[\w.-]+#\d+|RFC \d+, [\w.]+|OpenID Connect Core, [\d.]+)$/;
      for (const { situation, source } of rows) assert.match(source, known, situation);
      assertNoneTwice(rows.map(({ situation }) => situation));
      const answers = rows.map(({ situation: _, source: __, ...answer }) => answer);
      // JSON would leave out what is undefined.
      assertNoneTwice(answers.map((answer) => inspect(answer, { depth: 5, sorted: true })));
    });
  }

  function assertNoneTwice(texts: string[]): void {
    assert.deepEqual(
      texts.filter((text, index) => texts.indexOf(text) !== index),
      [],
    );
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
  const link = async (page: Page): Promise<LinkedResource> => linked((await page.get()).body);

  describe('to an authorization code', () => {
    const outages = outageAnswers.map((row) => ({ ...row, code: 'identity-provider-unavailable' as const }));
    for (const row of [...redemptionAnswers, ...outages]) {
      it(`${row.situation}: ${row.code} (${row.source})`, async () => {
        const page = setup.page();
        const { nonce } = (await page.get()).body;
        microsoft.use(atEntra(row));
        const { authority } = setup.entra;
        const code = `a-code-${nonce}`;
        const codeVerifier = 'v'.repeat(43);
        assertRefused(await page.post({ code, codeVerifier, redirectUri, nonce, authority }), row);
        assert.equal((await page.get()).body.status, 'unlinked');
      });
    }
  });

  describe('with tokens', () => {
    for (const row of tokenAnswers) {
      it(`has ${row.situation}: ${row.code ?? 'linked'} (${row.source})`, async () => {
        const page = setup.page();
        microsoft.use(http.post(setup.entra.metadata.token_endpoint, ({ request }) => playChanged(row, request)));
        const answer = await page.link('alex');
        if (row.code) return assertRefused(answer, { code: row.code });
        assert.equal(answer.status, 201);
        assert.deepEqual(await setup.findContacts(page.vccAccountId, 'Anderson'), ['Anderson']);
        microsoft.resetHandlers();
        assert.equal(await later(120, () => setup.backend.checkLink(page.vccAccountId)), 'active');
      });
    }
  });

  describe('to a refresh token', () => {
    const outages = outageAnswers.map((row) => ({ ...row, call: 'identity-provider-unavailable' as const }));
    const rows: ((typeof refreshAnswers)[number] & { retryAfter?: number })[] = [...refreshAnswers, ...outages];
    for (const row of rows) {
      it(`${row.situation}: ${row.call}, ${row.expired ?? 'active'} (${row.source})`, async () => {
        const { page } = await setup.linkAccount('alex');
        setup.events.length = 0;
        microsoft.use(atEntra(row));
        const error = await later(120, () => failureOf(setup.findContacts(page.vccAccountId, 'Anderson')));
        assert.deepEqual([error.code, error.details.retryAfter], [row.call, row.retryAfter]);
        await assertHealth(page, row.expired && 'expired', row.expired);
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
        const paths = { definitions: 'EntityDefinitions*', privileges: 'systemusers*', default: 'WhoAmI' };
        await assertNotLinked(`${setup.webApi}/${paths[row.at ?? 'default']}`, row);
      });
    }
  });

  describe('of discovery', () => {
    for (const row of discoveryAnswers) {
      it(`${row.situation}: ${row.code} (${row.source})`, () => assertNotLinked(setup.dataverse.discoveryUrl, row));
    }
  });

  describe('to the check of a link', () => {
    for (const row of checkAnswers) {
      it(`${row.situation}: ${row.fails ?? row.restricted} (${row.source})`, async () => {
        const { page } = await setup.linkAccount('alex');
        setup.events.length = 0;
        const check = () => setup.backend.checkLink(page.vccAccountId);
        const paths = { privileges: 'systemusers*', everything: '*', default: 'WhoAmI' };
        microsoft.use(http.all(`${setup.webApi}/${paths[row.at ?? 'default']}`, () => play(row, 403)));
        if (row.fails) await assert.rejects(check, { code: row.fails });
        else assert.equal(await check(), 'restricted');
        const reason = row.restricted === 'missing privileges' ? undefined : row.restricted;
        await assertHealth(page, row.restricted && 'restricted', reason);
        microsoft.resetHandlers();
        assert.equal(await check(), 'active');
      });
    }
  });

  describe('to a call', () => {
    for (const row of [...callAnswers, ...changeAnswers]) {
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
        const { code, details } = await failureOf(call());
        const { retryAfter, outcomeUnknown } = details;
        assert.deepEqual({ code, outcomeUnknown }, { code: row.code, outcomeUnknown: row.outcomeUnknown });
        // A date may be a second nearer by now.
        if (row.retryAfter === undefined) assert.equal(retryAfter, undefined);
        else assert.ok(Math.abs(Number(retryAfter) - row.retryAfter) <= 1, String(retryAfter));
        await assertHealth(page, row.restricted && 'restricted', row.restricted);
      });
    }
  });

  async function assertNotLinked(url: string, row: Refusal & Answer): Promise<void> {
    const page = setup.page();
    microsoft.use(http.get(url, () => play(row, 403)));
    assertRefused(await page.link('alex'), row);
    assert.equal((await page.get()).body.status, 'unlinked');
  }

  /** Also that the refusal is told, and that the panel has a sentence. */
  function assertRefused({ status, problem, headers }: Awaited<ReturnType<Page['post']>>, row: Refusal): void {
    const { code, missingPrivileges } = problem;
    assert.deepEqual({ status, code }, { status: backendStatusByCode[row.code], code: row.code });
    assert.equal(headers.get('Retry-After'), row.retryAfter === undefined ? null : String(row.retryAfter));
    const event = setup.events.at(-1);
    assert.equal(event?.type === 'refused' && event.error.code, code);
    assertSentence(explain(new WidgetError(code, '', { missingPrivileges }), panel));
  }

  /** Also that news of it is told, and that the panel has a sentence. */
  async function assertHealth(page: Page, health: 'expired' | 'restricted' | undefined, reason?: HealthReason) {
    const found = await link(page);
    assert.deepEqual([found.health, found.healthReason], [health ?? 'active', reason]);
    const told = setup.events.flatMap((event) =>
      event.type === 'expired' || event.type === 'restricted' ? [[event.type, event.reason]] : [],
    );
    assert.deepEqual(told, health ? [[health, reason]] : []);
    const sentence = healthWarning(panel, found);
    if (!health) assert.equal(sentence, '');
    else if (reason) assert.equal(sentence, texts.healthReasons[reason]);
    else assertSentence(sentence);
  }
});

interface Refusal {
  code: keyof typeof backendStatusByCode;
  retryAfter?: number;
}

function assertSentence(text: string): void {
  assert.match(text, /^\p{Lu}[^{}]+\.$/u);
}

async function failureOf(call: Promise<unknown>): Promise<LinkError> {
  const error: unknown = await call.catch((thrown) => thrown);
  assert.ok(error instanceof LinkError, String(error));
  return error;
}

function play({ status = 0, body, headers = {}, isCompressed }: Answer, usualStatus: number): Response {
  const init = { status: status || usualStatus };
  if (body === undefined) return new HttpResponse(null, { ...init, headers });
  const [type, text] = typeof body === 'object' ? ['application/json', JSON.stringify(body)] : ['text/html', body];
  const encoding = isCompressed && { 'Content-Encoding': 'gzip' };
  return new HttpResponse(isCompressed ? gzipSync(text) : text, {
    ...init,
    headers: { 'Content-Type': type, ...encoding, ...headers },
  });
}

/** The stand-in's answer, but for the row's changes. */
async function playChanged({ to, changes }: TokenAnswer, request: Request): Promise<Response> {
  const form = new URLSearchParams(await request.clone().text());
  const answer = await fetch(request);
  if (form.get('grant_type') !== to) return answer;
  const tokens: unknown = await answer.json();
  return HttpResponse.json({ ...Object(tokens), ...changes });
}
