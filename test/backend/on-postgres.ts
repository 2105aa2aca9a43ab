import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createPostgresServer } from '../support/postgres.js';

// `npm run test:postgres`: the backend's tests, each on a database of its own on a real server instead of PGlite.
const server = await createPostgresServer();
try {
  const files = process.argv.length > 2 ? process.argv.slice(2) : ['test/backend/*.test.ts'];
  const tests = spawn(process.execPath, ['--import', 'tsx', '--test', ...files], {
    stdio: 'inherit',
    // The glob is expanded by the shell on Node 20.
    shell: true,
    env: { ...process.env, TEST_POSTGRES: server.url },
  });
  const [code] = await once(tests, 'exit');
  process.exitCode = code ?? 1;
} finally {
  await server.close();
}
