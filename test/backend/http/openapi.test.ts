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

  it('has the refusals of each method, and nothing that a method is not answered with', () => {
    const { paths } = document as { paths: Record<string, Record<string, { responses: Record<string, unknown> }>> };
    const statuses = (method: string) =>
      Object.keys(paths['/api/dynamics-link']?.[method]?.responses ?? {}).map(Number);
    assert.deepEqual(statuses('get'), [200, 401, 403, 429, 500]);
    assert.deepEqual(statuses('delete'), [204, 400, 401, 403, 412, 429, 500]);
    assert.ok(!statuses('post').includes(405), 'which other methods are answered with');
  });

  it('says that a choice is opaque', () => {
    type Schemas = Record<string, { properties: { choice?: Record<string, unknown> } }>;
    const { components } = document as { components: { schemas: Schemas } };
    for (const name of ['ChoiceRequest', 'ReplacementRequest', 'ChoiceCancellation']) {
      const { choice = {} } = components.schemas[name]?.properties ?? {};
      const { description: _, ...form } = choice;
      assert.deepEqual(form, { type: 'string', minLength: 1, maxLength: 512 }, name);
    }
  });

  it('knows every code of the contract, and says what a request must look like', () => {
    const text = JSON.stringify(document);
    for (const code of Object.keys(backendStatusByCode)) assert.ok(text.includes(`"${code}"`), code);
    assert.ok(text.includes('{43,128}'), 'the pattern of a verifier, as the handler checks it');
  });
});
