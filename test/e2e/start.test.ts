import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { portalUsers } from '../../demo/portal/directory.js';
import { people } from '../../demo/stand-ins/people.js';
import { findPorts } from './support/free-ports.js';

const main = fileURLToPath(new URL('../../demo/main.ts', import.meta.url));

describe('npm start', () => {
  const started: ChildProcess[] = [];
  const ports: (number | string)[] = [];
  after(() => {
    for (const child of started) child.kill('SIGKILL');
    for (const port of ports) rmSync(new URL(`../../.data/${port}`, import.meta.url), { recursive: true, force: true });
  });

  function start(port: number | string): { child: ChildProcess; output: () => string; exit: Promise<number | null> } {
    const child = spawn(process.execPath, ['--import', 'tsx', main], { env: { ...process.env, PORT: String(port) } });
    started.push(child);
    ports.push(port);
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    return { child, output: () => output, exit: new Promise((resolve) => child.once('exit', resolve)) };
  }

  it('prints its address and the sample users, and Ctrl-C ends it', async () => {
    const port = await findPorts(5);
    const { child, output, exit } = start(port);
    await new Promise<void>((resolve, reject) => {
      child.stdout?.on('data', () => output().includes('Ctrl-C') && resolve());
      child.once('exit', () => reject(new Error(`it ended: ${output()}`)));
    });
    assert.ok(output().includes(`http://localhost:${port}`));
    for (const { id } of portalUsers) assert.ok(output().includes(id));
    for (const { username } of people) assert.ok(output().includes(username));
    assert.equal((await fetch(`http://localhost:${port}/sign-in`)).status, 200);
    child.kill('SIGINT');
    assert.equal(await exit, 0);
    await assert.rejects(fetch(`http://localhost:${port}/sign-in`));
  });

  it('names a port that is in use', async () => {
    const port = await findPorts(5);
    // The second of the five: the Entra stand-in's.
    const other = createServer().listen(port + 1, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    try {
      const { output, exit } = start(port);
      assert.equal(await exit, 1);
      assert.match(output(), new RegExp(`port ${port + 1} \\(Entra stand-in\\) is in use; set PORT`));
    } finally {
      other.close();
    }
  });

  it('names a PORT that is no port', async () => {
    const { output, exit } = start('http');
    assert.equal(await exit, 1);
    assert.match(output(), /PORT must be a number/);
  });
});
