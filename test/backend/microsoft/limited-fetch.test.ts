import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { HttpResponse, http } from 'msw';
import { interceptRequests } from '../intercepted-requests.js';
import { startTestBackend, type TestBackend } from '../test-backend.js';

describe('an answer of Microsoft', () => {
  const faults = interceptRequests();
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(() => setup.reset());
  after(() => setup.close());

  it('is given up when it is too long, of Dynamics 365 as of Entra', async () => {
    const answers = [
      [setup.dataverse.discoveryUrl, { value: [] }, 'no-organization', 'dynamics-unavailable'],
      [
        setup.entra.metadata.token_endpoint,
        { error: 'invalid_grant' },
        'code-rejected',
        'identity-provider-unavailable',
      ],
    ] as const;
    for (const [url, body, codeWhenShort, codeWhenLong] of answers) {
      for (const [length, code] of [
        [900_000, codeWhenShort],
        [1_000_001, codeWhenLong],
      ] as const) {
        const text = JSON.stringify(body).padEnd(length);
        const headers = { 'Content-Type': 'application/json' };
        const status = 'error' in body ? 400 : 200;
        faults.use(http.all(url, () => new HttpResponse(text, { status, headers })));
        assert.equal((await setup.page().link('alex')).problem.code, code);
        faults.resetHandlers();
      }
    }
  });
});
