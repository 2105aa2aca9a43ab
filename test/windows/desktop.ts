import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { findInstalled } from '../support/browser.js';

/** A virtual screen with a window manager, which moves the focus between windows as on a real screen. */
export interface Desktop {
  /** Environment for programs that open their windows on this screen. */
  env: Record<string, string>;
  /** Presses keys, such as `alt+F4`, in the window that has the focus. */
  press(keys: string): Promise<void>;
  close(): Promise<void>;
}

/** Returns the Debian packages that are needed and not installed. */
export function missingPackages(): string[] {
  const programs = { xvfb: 'Xvfb', openbox: 'openbox', xdotool: 'xdotool' };
  const missing = Object.entries(programs).filter(([, program]) => !isInstalled(program));
  return [...(findInstalled() ? [] : ['chromium']), ...missing.map(([name]) => name)];
}

export async function startDesktop(): Promise<Desktop> {
  // Xvfb chooses a free display and prints its number.
  const screen = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const env = { ...process.env, DISPLAY: `:${await firstLine(screen)}` };
  // With the default keys, not the user's own, and a line of output once it manages the windows.
  const manager = spawn('openbox', ['--config-file', '/etc/xdg/openbox/rc.xml', '--startup', 'echo ready'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await firstLine(manager);
  return {
    env,
    async press(keys) {
      await promisify(execFile)('xdotool', ['key', keys], { env });
    },
    async close() {
      await end(manager);
      await end(screen);
    },
  };
}

function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

async function firstLine({ stdout, spawnfile }: ChildProcess): Promise<string> {
  if (stdout) for await (const line of createInterface({ input: stdout })) return line;
  throw new Error(`${spawnfile} ended before it was ready`);
}

async function end(process: ChildProcess): Promise<void> {
  const ended = once(process, 'exit');
  if (process.kill()) await ended;
}
