import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { threats } from './threats.js';

// Runs every test that the threat table names, with its whole file, and says which of them did not run or failed.

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = [...new Set(threats.flatMap(({ tests }) => tests.map(([file]) => file)))].sort();
/** The titles of the tests that ran and passed, by file. */
const passed = new Map<string, string[]>();

const inBrowser = files.filter((file) => file.startsWith('widget/'));
const inNode = [...files.filter((file) => !inBrowser.includes(file)), 'security/threats.test.ts'];
console.log(`${threats.length} threats, ${files.length} files of tests`);
await Promise.all([1, 2].map(runNextInNode));
await runInBrowser();
report();

async function runNextInNode(): Promise<void> {
  for (let file = inNode.shift(); file !== undefined; file = inNode.shift()) {
    const output = await run(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=tap', `test/${file}`]);
    const results = [...output.matchAll(/^\s*(ok|not ok) \d+ - (.*)$/gm)];
    passed.set(
      file,
      results.flatMap(([, result, text = '']) =>
        result === 'ok' && !/ # (SKIP|TODO)\b/.test(text) ? [text.replace(/\\([#\\])/g, '$1')] : [],
      ),
    );
    console.log(`${/^not ok/m.test(output) ? 'FAILED' : 'passed'}  test/${file}`);
  }
}

async function runInBrowser(): Promise<void> {
  const results = join(tmpdir(), `vcc-dynamics-auth-security-${process.pid}.json`);
  const env = { SECURITY_FILES: JSON.stringify(inBrowser.map((file) => `test/${file}`)), SECURITY_RESULTS: results };
  const runner = join(root, 'node_modules/.bin/web-test-runner');
  await run(runner, ['--config', 'test/security/web-test-runner.config.mjs'], env);
  const titles: Record<string, string[]> = JSON.parse(readFileSync(results, 'utf8'));
  rmSync(results);
  for (const file of inBrowser) {
    passed.set(file, titles[file] ?? []);
    console.log(`${titles[file] ? 'ran   ' : 'FAILED'}  test/${file}`);
  }
}

function run(command: string, options: string[], env: Record<string, string> = {}): Promise<string> {
  const child = spawn(command, options, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  return new Promise((resolve) => child.once('close', () => resolve(output)));
}

function report(): void {
  const missing = threats.flatMap(({ id, tests }) =>
    tests
      .filter(([file, title]) => !(passed.get(file) ?? []).some((ran) => isSame(ran, title)))
      .map((test) => [id, ...test]),
  );
  for (const [id, file, title] of missing) console.log(`NOT SHOWN  ${id}: test/${file}: ${title}`);
  const unmet = new Set(missing.map(([id]) => id)).size;
  console.log(`${threats.length - unmet} passed, ${unmet} failed`);
  process.exitCode = unmet > 0 || !passed.get('security/threats.test.ts')?.includes('the threat table') ? 1 : 0;
}

function isSame(ran: string, title: string): boolean {
  const pattern = title.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}$`).test(ran.trim());
}
