#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { offerControl } from './control.js';
import { type DataverseStandIn, startDataverse } from './dataverse/stand-in.js';
import { type EntraStandIn, startEntra } from './entra/stand-in.js';
import { failures } from './failures.js';
import { PortInUseError } from './listen.js';

// `npm run stand-ins`, and `vcc-stand-ins` of the kit's package: Entra and Dynamics 365 without the demo's portal, for a backend that is developed elsewhere.
const {
  PORT: port = '4001',
  CLIENT_ID: clientId = '1f4e7d0c-6a52-4b8e-9f37-c0d5a2b81e64',
  CLIENT_SECRET: clientSecret = 'the-stand-in-knows-this-secret',
  REDIRECT_URI: redirectUri = 'http://localhost:4000/popup-callback.html',
  TLS_CERT: certFile,
  TLS_KEY: keyFile,
} = process.env;

const command = process.env['npm_lifecycle_event'] === 'stand-ins' ? 'npm run stand-ins --' : 'vcc-stand-ins';
const usage = `${command} [--fail <what>]…

Entra and Dynamics 365 for a backend that is developed elsewhere. Of the environment it takes PORT (4001 and the three after it; 0 for any),
REDIRECT_URI, CLIENT_ID, CLIENT_SECRET, and TLS_CERT and TLS_KEY (names of PEM files) for https. What can fail:

${failures.map(({ name, title, argument }) => `  ${(argument ? `${name}:…` : name).padEnd(30)} ${title}${argument ? ` (${argument})` : ''}`).join('\n')}
`;
const { values } = readOptions();
if (values.help) {
  console.log(usage);
  process.exit(0);
}

if (!/^\d{1,5}$/.test(port)) fail(`PORT is no port: ${port}`);
const portAfter = (offset: number) => (port === '0' ? 0 : Number(port) + offset);
const tls =
  certFile && keyFile ? { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') } : undefined;
const dataverse: DataverseStandIn = await startDataverse({
  ports: [portAfter(1), portAfter(2), portAfter(3)],
  tokens: { jwksUri: () => entra.metadata.jwks_uri },
  ...(tls && { tls }),
}).catch(tellPort);
const entra: EntraStandIn = await startEntra({
  port: portAfter(0),
  clientId,
  clientSecret,
  redirectUris: [redirectUri],
  resources: dataverse.resources,
  ...(tls && { tls }),
}).catch(tellPort);

const control = offerControl({ entra, dataverse });
try {
  for (const failure of values.fail ?? []) control.begin(failure);
} catch (error) {
  fail(`${(error as Error).message}\n\n${usage}`);
}

console.log(`
What the backend needs:

  client ID               ${clientId}
  client secret           ${clientSecret}
  redirect URI            ${redirectUri}
  authority               ${entra.authority}
  its OpenID metadata     ${entra.origin}/organizations/v2.0/.well-known/openid-configuration
  discovery               ${dataverse.discoveryUrl}
  hosts of environments   ${[...dataverse.organizations.map(({ url }) => url), ...dataverse.apiUrls].map((url) => new URL(url).host).join(', ')}
  what fails, by command  ${entra.origin}/control${values.fail ? ` (now: ${values.fail.join(', ')})` : ''}

Ctrl-C ends it.
`);

function readOptions() {
  try {
    return parseArgs({ options: { fail: { type: 'string', multiple: true }, help: { type: 'boolean' } } });
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${usage}`);
  }
}

function tellPort(error: Error): never {
  if (error instanceof PortInUseError) fail(`${error.message}: end what is there, or give another PORT`);
  throw error;
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
