import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { backendStatusByCode } from '../../../src/protocol.js';
import { endpointUrl, startTestBackend, type TestBackend } from '../test-backend.js';

describe('the OpenAPI document', () => {
  let setup: TestBackend;
  let document: Record<string, unknown>;
  before(async () => {
    setup = await startTestBackend();
    const response = await setup.backend.fetch(new Request(`${endpointUrl}/openapi.json`));
    assert.equal(response.status, 200);
    document = await response.json();
  });
  after(() => setup.close());

  it('is served without a session, and valid', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    assert.ok(valid, JSON.stringify(errors));
    assert.match(String(document['openapi']), /^3\.1\./);
  });

  it('knows every code of the contract, and says what a request must look like', () => {
    const text = JSON.stringify(document);
    for (const code of Object.keys(backendStatusByCode)) assert.ok(text.includes(`"${code}"`), code);
    assert.ok(text.includes('{43,128}'), 'the pattern of a verifier, as the handler checks it');
  });
});
