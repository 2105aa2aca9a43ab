import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  endpointUrl,
  portalOrigin,
  sessionHeader,
  startTestBackend,
  type TestBackend,
} from '../backend/test-backend.js';

describe('a POST that nobody expects', () => {
  let setup: TestBackend;
  const session = sessionHeader({ vccAccountId: 'hostile', userId: 'ada', userName: 'ada', canChange: true });
  before(async () => {
    setup = await startTestBackend();
  });
  after(() => setup.close());

  async function post(body: BodyInit, headers: Record<string, string> = {}): Promise<[status: number, code: string]> {
    const response = await setup.backend.fetch(
      new Request(endpointUrl, {
        method: 'POST',
        headers: {
          ...session,
          Origin: portalOrigin,
          'Content-Type': 'application/json',
          'If-Match': '"a.b"',
          ...headers,
        },
        body,
        ...(typeof body !== 'string' && { duplex: 'half' }),
      } as RequestInit),
    );
    return [response.status, (await response.json()).code];
  }

  const link = (changes: object = {}) =>
    JSON.stringify({
      code: 'code',
      codeVerifier: 'v'.repeat(43),
      nonce: 'nonce',
      redirectUri: `${portalOrigin}/popup-callback.html`,
      authority: setup.entra.authority,
      ...changes,
    });

  it('is refused with a clear answer, whatever it holds, and reaches nobody', async () => {
    const bodies = [
      '',
      'null',
      '17',
      '"text"',
      '[[]]',
      '\ufeff{}',
      '{"code":"a","code":"b"}',
      '['.repeat(8_000),
      `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`,
      '{"__proto__":{"choice":"11111111-1111-1111-1111-111111111111","cancel":true}}',
      '{"constructor":{"prototype":{"cancel":true}}}',
      link({ code: ['code'] }),
      link({ code: '' }),
      link({ code: 'x'.repeat(10_000) }),
      link({ codeVerifier: 'v'.repeat(42) }),
      link({ codeVerifier: `${'v'.repeat(42)}\n` }),
      link({ nonce: { toString: 1 } }),
      link({ nonce: 'n'.repeat(600) }),
      link({ authority: 'javascript:0' }),
      link({ organizationUrl: 'file:///etc/passwd' }),
      link({ organizationUrl: null }),
      '{"choice":["../../x"],"cancel":true}',
      `{"choice":"${'x'.repeat(600)}","cancel":true}`,
      '{"choice":"11111111-1111-1111-1111-111111111111","cancel":"true"}',
    ];
    for (const body of bodies) assert.deepEqual(await post(body), [400, 'invalid-request'], body.slice(0, 60));
    // An ID is opaque: one that there is not is one that has ended.
    assert.deepEqual(await post('{"choice":"../../x","cancel":true}'), [410, 'choice-expired']);
    setup.assertMicrosoftNotCalled();
  });

  it('is refused by its size, whatever length it claims, before it is read to its end', async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled++;
        if (pulled > 2_000) controller.close();
        else controller.enqueue(new Uint8Array(65_536).fill(32));
      },
    });
    assert.deepEqual(await post(endless), [413, 'invalid-request']);
    assert.ok(pulled < 20, `${pulled} chunks were read`);
    assert.equal((await post(' '.repeat(20_000)))[0], 413);
    // Servers cut what is longer than it claims; where one does not, the claim is believed and the text refused.
    assert.equal((await post(' '.repeat(20_000), { 'Content-Length': '5' }))[0], 400);
  });

  it('is refused by its type, however that is spelled', async () => {
    for (const type of [
      'text/json',
      'application/jsonp',
      'application/json-patch+json',
      'text/plain; application/json',
      '',
    ]) {
      assert.deepEqual(await post('{}', { 'Content-Type': type }), [415, 'invalid-request'], type);
    }
    assert.deepEqual(await post('{}', { 'Content-Type': 'APPLICATION/JSON ; charset=utf-8' }), [
      400,
      'invalid-request',
    ]);
  });
});
