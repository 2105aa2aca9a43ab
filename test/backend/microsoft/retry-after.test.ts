import assert from 'node:assert/strict';
import { it } from 'node:test';
import { retryAfterOf } from '../../../src/backend/microsoft/retry-after.js';

it('a time to wait is a number of seconds or a date, at least a second; everything else is none', () => {
  const inHalfAnHour = new Date(Date.now() + 30 * 60_000).toUTCString();
  const secondsOf = (text: string) => retryAfterOf(new Headers({ 'Retry-After': text })).retryAfter;
  assert.equal(secondsOf('17'), 17);
  assert.ok(Math.abs(Number(secondsOf(inHalfAnHour)) - 1800) <= 2);
  for (const past of ['0', 'Wed, 21 Oct 2015 07:28:00 GMT']) assert.equal(secondsOf(past), 1, past);
  for (const none of ['', '-5', '1.5', '1e3', '99999999', 'soon', 'soon GMT', '2026-11-24']) {
    assert.equal(secondsOf(none), undefined, none);
  }
  assert.deepEqual(retryAfterOf(new Headers()), {});
});
