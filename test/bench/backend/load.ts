import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sessionHeader } from '../../support/test-portal.js';

export interface Load {
  perSecond: number;
  /** Milliseconds of every answer. */
  times: number[];
}

/** Sends GETs of these accounts from another process, on so many connections, as many as are answered or `rate` a second. */
export async function sendGets(options: {
  url: string;
  accounts: readonly string[];
  connections: number;
  seconds: number;
  rate?: number;
}): Promise<Load> {
  const headers = options.accounts.map((vccAccountId) => sessionHeader({ vccAccountId, userId: 'admin-1' }));
  const script = fileURLToPath(new URL('load.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [script, JSON.stringify({ ...options, accounts: undefined, headers })],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  const { perSecond, times, failed } = JSON.parse(stdout) as Load & { failed: number };
  if (failed > 0) throw new Error(`${failed} GETs of ${options.url} failed`);
  return { perSecond, times };
}
