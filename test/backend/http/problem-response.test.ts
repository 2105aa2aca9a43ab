import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestBackend, type TestBackend } from '../test-backend.js';

describe('a problem', () => {
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend();
  });
  after(() => setup.close());

  it('says what is missing in the words of the security role editor', async () => {
    const { problem } = await setup.page().link('robin');
    assert.deepEqual(problem.missingPrivileges, ['prvCreateContact']);
    assert.match(problem.detail ?? '', /Create on Contact/);
  });
});
