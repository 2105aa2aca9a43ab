import { randomBytes } from 'node:crypto';

/** A text of so many characters that cannot be compressed, as tokens cannot. */
export function madeUpToken(length: number): string {
  return randomBytes(Math.ceil(length * 0.75))
    .toString('base64url')
    .slice(0, length);
}
