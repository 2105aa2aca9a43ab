import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LinkError } from '../../src/backend/errors.js';

describe('an error of the backend in a JSON log', () => {
  const write = (error: LinkError) => JSON.parse(JSON.stringify({ error })).error;

  it('says its code, message, details and causes', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const cause = new TypeError('fetch failed', { cause: refused });
    assert.deepEqual(write(new LinkError('dynamics-unavailable', 'no answer', { outcomeUnknown: true, cause })), {
      name: 'LinkError',
      code: 'dynamics-unavailable',
      message: 'no answer',
      details: { outcomeUnknown: true },
      cause: {
        name: 'TypeError',
        message: 'fetch failed',
        cause: { name: 'Error', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' },
      },
    });
  });

  it('leaves out what may hold a token: causes that are no errors, what a parser quotes, and long runs of characters', () => {
    const token = `${'a1B2-'.repeat(20)}.${'c3_'.repeat(20)}`;
    const causes = [{ body: token }, new SyntaxError(`Unexpected token in "${token}"`), new Error(`header ${token}`)];
    for (const cause of causes)
      assert.ok(!JSON.stringify(new LinkError('internal', 'failed', { cause })).includes('a1B2'));
  });

  it('ends where causes go round in a circle', () => {
    const cause = new Error('round');
    cause.cause = cause;
    assert.match(JSON.stringify(write(new LinkError('internal', 'failed', { cause }))), /round/);
  });
});
