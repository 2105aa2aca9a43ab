import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// node test/run-tests.mjs test/e2e '!test/e2e/scenarios' --test-concurrency=3
//
// Runs every `*.test.ts` whose path begins with one of the prefixes and with none of those after a `!`, in folders of any depth
// (`node --test` of Node 20 has no globs). Options go to Node.

const root = fileURLToPath(new URL('..', import.meta.url));
const options = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const prefixes = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const tests = readdirSync(fileURLToPath(new URL('.', import.meta.url)), { recursive: true, encoding: 'utf8' })
  .map((path) => `test/${path.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.test.ts') && !path.includes('/node_modules/'))
  .sort();
const excluded = prefixes.filter((prefix) => prefix.startsWith('!')).map((prefix) => prefix.slice(1));
const included = prefixes.filter((prefix) => !prefix.startsWith('!'));
// A folder that was renamed does not take its tests out of a script unnoticed.
for (const prefix of [...included, ...excluded]) {
  if (!tests.some((path) => path.startsWith(prefix))) throw new Error(`There is no test ${prefix}…`);
}
const chosen = tests.filter(
  (path) => included.some((prefix) => path.startsWith(prefix)) && !excluded.some((prefix) => path.startsWith(prefix)),
);
spawn(process.execPath, ['--import', 'tsx', '--test', ...options, ...chosen], { cwd: root, stdio: 'inherit' }).on(
  'exit',
  (code) => {
    process.exitCode = code ?? 1;
  },
);
