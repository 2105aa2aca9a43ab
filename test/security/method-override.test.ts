import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  endpointUrl,
  linked,
  portalOrigin,
  sessionHeader,
  startTestBackend,
  type TestBackend,
} from '../backend/test-backend.js';

describe('a request that asks to be read as another method', () => {
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend();
  });
  after(() => setup.close());

  it('is read as the method that it has', async () => {
    const page = setup.page('overridden', { userId: 'ada' });
    await page.link('alex');
    const { etag } = await page.get();
    const session = sessionHeader({ vccAccountId: 'overridden', userId: 'ada', userName: 'ada', canChange: true });
    const overrides: [query: string, headers: Record<string, string>, body?: string][] = [
      ['', { 'X-HTTP-Method-Override': 'DELETE' }, '{}'],
      ['', { 'X-HTTP-Method': 'DELETE' }, '{}'],
      ['', { 'X-Method-Override': 'DELETE' }, '{}'],
      ['?_method=DELETE', {}, '{}'],
      ['', {}, '{"_method":"DELETE"}'],
    ];
    for (const [query, headers, body = null] of overrides) {
      for (const method of ['POST', 'GET']) {
        const response = await setup.backend.fetch(
          new Request(`${endpointUrl}${query}`, {
            method,
            headers: {
              ...session,
              Origin: portalOrigin,
              'Sec-Fetch-Site': 'same-origin',
              'Content-Type': 'application/json',
              'If-Match': etag,
              ...headers,
            },
            ...(method === 'POST' && { body }),
          }),
        );
        assert.equal(response.status, method === 'POST' ? 400 : 200);
      }
    }
    assert.equal(linked((await page.get()).body).account.username, 'alex@contoso.example');
  });
});
