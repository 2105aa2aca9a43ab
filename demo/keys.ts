import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const savedKeys = z.object({ link: z.string(), session: z.string() });

/**
 * Returns the demo's keys: `LINK_KEY` (32 bytes, base64url) if set, else one that is created once and kept in the folder.
 * A real backend takes its keys from a secret store.
 */
export function loadKeys(directory: string): { link: Uint8Array; session: string } {
  const file = join(directory, 'keys.json');
  if (!existsSync(file)) {
    const fresh = { link: newKey(), session: newKey() };
    writeFileSync(file, JSON.stringify(fresh), { mode: 0o600 });
  }
  const saved = savedKeys.parse(JSON.parse(readFileSync(file, 'utf8')));
  const link = Buffer.from(process.env['LINK_KEY'] ?? saved.link, 'base64url');
  if (link.length < 32) throw new Error('LINK_KEY must be at least 32 bytes in base64url');
  return { link, session: saved.session };
}

function newKey(): string {
  return randomBytes(32).toString('base64url');
}
