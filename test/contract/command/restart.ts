import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { NotTried } from '../scenario.js';

/** Milliseconds until a backend must answer again. */
const longestStart = 120_000;

/** Returns what restarts the backend by a command of the shell, and waits until it answers this GET. */
export function restartBy(command: string, url: string, headers: Record<string, string>): () => Promise<void> {
  return async () => {
    const child = spawn(command, { shell: true, stdio: ['ignore', 'ignore', 'inherit'] });
    // Not `close`: what the command starts may keep its output open.
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new NotTried(`--restart ended with ${code}: ${command}`);
    for (const begun = Date.now(); Date.now() - begun < longestStart; await sleep(250)) {
      const signal = AbortSignal.timeout(5_000);
      const response = await fetch(url, { headers, signal }).catch(() => undefined);
      if (response?.ok) return;
    }
    throw new NotTried(`the backend does not answer ${longestStart / 1000} s after --restart`);
  };
}
