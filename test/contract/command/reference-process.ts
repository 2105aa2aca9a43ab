import { serve } from '@hono/node-server';
import { createLinkBackend, type LinkBackendOptions } from '../../../src/backend.js';
import { authorizeTestSession } from '../../support/test-portal.js';

/** What the process gets as JSON in BACKEND. */
export interface ProcessSettings {
  port: number;
  directory: string;
  secret: string;
  entra: LinkBackendOptions['entra'];
  discoveryUrl: string;
  /** Sources of regular expressions. */
  hosts: string[];
}

// The reference backend as a process of its own, which may be killed.
const { port, directory, secret, entra, discoveryUrl, hosts }: ProcessSettings = JSON.parse(
  process.env['BACKEND'] ?? '',
);
const unlimited = 10_000;
const backend = await createLinkBackend({
  authorize: authorizeTestSession,
  entra,
  dynamics: { discoveryUrl, hosts: hosts.map((host) => new RegExp(host)) },
  database: { directory },
  keys: [{ id: 'test', secret: Buffer.from(secret, 'base64url') }],
  rateLimit: {
    perUser: unlimited,
    perAccount: unlimited,
    changesPerUser: unlimited,
    changesPerAccount: unlimited,
  },
});
serve({ fetch: (request) => backend.fetch(request), hostname: '127.0.0.1', port }, () => console.log('listening'));
