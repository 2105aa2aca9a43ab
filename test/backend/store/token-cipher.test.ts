import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { createTokenCipher, type Place } from '../../../src/backend/store/token-cipher.js';

describe('a sealed token', () => {
  const first = { id: 'first', secret: randomBytes(32) };
  const second = { id: 'second', secret: randomBytes(32) };
  const place: Place = ['link', 'account', 'link-1', 'refresh_token', '1'];

  it('opens in its place', async () => {
    const cipher = createTokenCipher([first]);
    assert.equal(await cipher.open(await cipher.seal('a token', place), place), 'a token');
  });

  it('shows nothing of the token, and is another each time', async () => {
    const cipher = createTokenCipher([first]);
    const sealed = await cipher.seal('a token', place);
    assert.ok(!sealed.includes('a token') && !sealed.includes(Buffer.from('a token').toString('base64url')));
    assert.notEqual(await cipher.seal('a token', place), sealed);
  });

  it('does not open in another table, row, column or version', async () => {
    const cipher = createTokenCipher([first]);
    const sealed = await cipher.seal('a token', place);
    for (const other of [
      ['attempt', 'account', 'link-1', 'refresh_token', '1'],
      ['link', 'other account', 'link-1', 'refresh_token', '1'],
      ['link', 'account', 'link-2', 'refresh_token', '1'],
      ['link', 'account', 'link-1', 'access_token', '1'],
      ['link', 'account', 'link-1', 'refresh_token', '2'],
    ] as Place[]) {
      await assert.rejects(cipher.open(sealed, other), { code: 'internal' });
    }
  });

  it('does not open when it was altered', async () => {
    const cipher = createTokenCipher([first]);
    const sealed = JSON.parse(await cipher.seal('a token', place));
    for (const member of ['ciphertext', 'iv', 'tag', 'protected']) {
      const bytes = Buffer.from(sealed[member], 'base64url');
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      await assert.rejects(cipher.open(JSON.stringify({ ...sealed, [member]: bytes.toString('base64url') }), place));
    }
  });

  it('opens after a new key was put in front, and says which key seals', async () => {
    const sealed = await createTokenCipher([first]).seal('a token', place);
    const rotated = createTokenCipher([second, first]);
    assert.equal(await rotated.open(sealed, place), 'a token');
    assert.deepEqual([rotated.newestKey, rotated.olderKeys], ['second', ['first']]);
    assert.equal(await createTokenCipher([second]).open(await rotated.seal('a token', place), place), 'a token');
  });

  it('is committed to its key: a header that names another commitment does not open', async () => {
    const cipher = createTokenCipher([first]);
    const sealed = JSON.parse(await cipher.seal('a token', place));
    const header = JSON.parse(Buffer.from(sealed.protected, 'base64url').toString());
    assert.equal(Buffer.from(header.kc, 'base64url').length, 32);
    const other = JSON.parse(await createTokenCipher([{ ...second, id: 'first' }]).seal('a token', place));
    await assert.rejects(cipher.open(JSON.stringify({ ...other }), place), {
      code: 'restricted',
      message: /another key of the id "first"/,
    });
  });

  it('does not open without its key, nor with another key of the same id', async () => {
    const sealed = await createTokenCipher([first]).seal('a token', place);
    await assert.rejects(createTokenCipher([second]).open(sealed, place), {
      code: 'restricted',
      message: /"first"/,
    });
    await assert.rejects(createTokenCipher([{ ...second, id: 'first' }]).open(sealed, place), { code: 'restricted' });
  });
});
