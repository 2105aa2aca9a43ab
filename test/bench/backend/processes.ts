import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EntraStandIn } from '../../../demo/stand-ins/entra/stand-in.js';
import type { FromSubject, SubjectSettings, ToSubject, Work } from './work.js';

/** A process with a backend in it. */
export interface Subject {
  ask(work: Work): Promise<number>;
  close(): Promise<void>;
}

export async function startSubject(settings: SubjectSettings): Promise<Subject> {
  const child = start('subject.ts', { BENCH_SUBJECT: JSON.stringify(settings) });
  const waiting = new Map<number, { resolve(result: number): void; reject(error: Error): void }>();
  let asked = 0;
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message: FromSubject) => {
      if (message === 'ready') return resolve();
      const asker = waiting.get(message.id);
      waiting.delete(message.id);
      if ('result' in message) asker?.resolve(message.result);
      else asker?.reject(new Error(message.error));
    });
    child.once('exit', () => {
      const error = new Error('a process ended by itself');
      reject(error);
      for (const asker of waiting.values()) asker.reject(error);
    });
  });
  return {
    ask: (work) =>
      new Promise((resolve, reject) => {
        const id = ++asked;
        waiting.set(id, { resolve, reject });
        child.send({ id, work } satisfies ToSubject);
      }),
    close: () => end(child),
  };
}

/** Starts what answers as Entra and Dynamics 365. */
export async function startMicrosoft(): Promise<{ origin: string; close(): Promise<void> }> {
  const child = start('microsoft.ts', {});
  const [origin] = (await once(child, 'message')) as [string];
  return { origin, close: () => end(child) };
}

export interface StandInAddresses {
  authority: string;
  metadata: EntraStandIn['metadata'];
  discoveryUrl: string;
  hosts: string[];
}

/** Starts the stand-ins for Entra and Dynamics 365 that the tests have. */
export async function startStandInsApart(): Promise<{ addresses: StandInAddresses; close(): Promise<void> }> {
  const child = start('stand-ins.ts', {});
  const [addresses] = (await once(child, 'message')) as [StandInAddresses];
  return { addresses, close: () => end(child) };
}

function start(file: string, env: Record<string, string>): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: ['--import', 'tsx', '--expose-gc'],
    env: { ...process.env, NODE_ENV: 'production', ...env },
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (!child.connected) return;
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}
