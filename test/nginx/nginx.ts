import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The program, if there is one. Debian has it where only root's path leads. */
export const nginx = ['nginx', '/usr/sbin/nginx'].find((path) => spawnSync(path, ['-v']).status === 0);

/** Starts nginx with the configuration in this folder's `nginx.conf`. Returns what ends it. */
export function startNginx(folder: string): () => void {
  if (!nginx) throw new Error('nginx is missing');
  const [configuration, log] = [join(folder, 'nginx.conf'), join(folder, 'error.log')];
  // It goes into the background once its port is open.
  execFileSync(nginx, ['-p', folder, '-c', configuration, '-e', log], { stdio: 'inherit' });
  const pid = Number(readFileSync(join(folder, 'nginx.pid'), 'utf8'));
  return () => process.kill(pid);
}
