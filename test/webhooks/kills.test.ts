import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Received } from '../../demo/webhooks/inbox.js';
import { createAudit } from '../../src/backend/store/audit.js';
import { openDatabase } from '../../src/backend/store/database/database.js';
import { migrate } from '../../src/backend/store/database/schema.js';
import { createDatabaseFolder } from '../backend/test-database.js';
import { type ReceivingServer, secret, startReceivingServer } from './receiving-server.js';

const accounts = 4;
const total = 40;

/** The events are numbered where they have room for it. */
const numberOf = (received: Received | undefined) =>
  Number((received?.event.data.details['missingPrivileges'] as string[] | undefined)?.[0]);

describe('a process that sends webhooks and is killed', () => {
  let receiver: ReceivingServer;
  let directory: string;
  before(async () => {
    receiver = await startReceivingServer();
    directory = await createDatabaseFolder();
    const database = await openDatabase({ directory });
    await migrate(database);
    const audit = createAudit(database);
    for (let index = 0; index < total; index++) {
      const of = { at: new Date(), vccAccountId: `account-${index % accounts}` };
      await audit.store({ ...of, type: 'restricted', missingPrivileges: [String(index)] });
      await audit.store({ ...of, type: 'refreshed' });
    }
    await database.close();
  });
  after(async () => {
    await receiver.close();
    await rm(directory, { recursive: true });
  });

  function startSender(): ChildProcess {
    const script = fileURLToPath(new URL('sender-process.ts', import.meta.url));
    const place = join(receiver.directory, 'place');
    return spawn(process.execPath, ['--import', 'tsx', script, directory, place, receiver.url, secret], {
      stdio: 'inherit',
    });
  }

  it('has lost nothing when it is back: each event is taken once, in the order of its account', async (test) => {
    let sender: ChildProcess;
    const kill = async () => {
      const exited = once(sender, 'exit');
      sender.kill('SIGKILL');
      await exited;
    };
    /** At which request it is killed: before the event is taken, or after that and before the answer, or with the answer. */
    const kills: Record<number, 'before' | 'after' | 'with'> = { 1: 'before', 7: 'after', 15: 'with', 24: 'after' };
    for (let isDone = false; !isDone; ) {
      const over = new Promise<boolean>((resolve) => {
        receiver.intercept = async (_, take) => {
          const when = kills[receiver.attempts.length];
          if (when === 'before') {
            await kill();
            resolve(false);
            return new Response(null, { status: 503 });
          }
          const answer = await take();
          if (when === 'after') await kill();
          if (when === 'with') setImmediate(() => void kill());
          const isLast = numberOf((await receiver.received()).at(-1)) === total - 1;
          if (isLast) setImmediate(() => void kill());
          if (when || isLast) resolve(isLast);
          return answer;
        };
      });
      sender = startSender();
      const exited = once(sender, 'exit');
      isDone = await over;
      await exited;
    }
    const received = await receiver.received();
    assert.deepEqual(
      received.map(numberOf),
      Array.from({ length: total }, (_, index) => index),
    );
    const again = receiver.attempts.length - total;
    assert.ok(again >= 3, 'killed before the answer, it sends the event again');
    test.diagnostic(`${Object.keys(kills).length} kills, ${total} events: all taken, in order; ${again} came again`);
  });
});
