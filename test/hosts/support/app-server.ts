import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findPorts } from '../../e2e/support/free-ports.js';

/** A host's own server. */
export interface AppServer {
  origin: string;
  close(): Promise<void>;
}

/**
 * Starts an app's server.
 *
 * @param command of Node, in the app's folder; it gets its port by `PORT`
 * @throws when it ends before it answers
 */
export async function startAppServer(folder: string, command: string[]): Promise<AppServer> {
  const port = await findPorts(1);
  const server = spawn(process.execPath, command, {
    cwd: folder,
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', HOSTNAME: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const isUp = new Promise<void>((resolve, reject) => {
    const read = (text: Buffer) => {
      output += text;
      if (output.includes(`:${port}`)) resolve();
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.once('exit', () => reject(new Error(output)));
  });
  await isUp;
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
    },
  };
}
