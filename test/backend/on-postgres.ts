import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createPostgresServer } from '../support/postgres-server.js';

// `npm run test:postgres`: runs the tests under the paths that it is given, each on databases of its own on a real server instead of
// PGlite.
const server = await createPostgresServer();
try {
  const tests = spawn(process.execPath, ['test/run-tests.mjs', ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, TEST_POSTGRES: server.url },
  });
  const [code] = await once(tests, 'exit');
  process.exitCode = code ?? 1;
} finally {
  await server.close();
}
