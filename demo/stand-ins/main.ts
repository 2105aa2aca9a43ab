import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { offerControl } from './control.js';
import { startDataverse } from './dataverse/stand-in.js';
import { startEntra } from './entra/stand-in.js';
import { failures } from './failures.js';

// `npm run stand-ins`: Entra and Dynamics 365 without the demo's portal, for a backend that is developed elsewhere.
const {
  PORT: port = '4001',
  CLIENT_ID: clientId = '1f4e7d0c-6a52-4b8e-9f37-c0d5a2b81e64',
  CLIENT_SECRET: clientSecret = 'the-stand-in-knows-this-secret',
  REDIRECT_URI: redirectUri = 'http://localhost:4000/popup-callback.html',
  TLS_CERT: certFile,
  TLS_KEY: keyFile,
} = process.env;

const usage = `npm run stand-ins -- [--fail <what>]…

${failures.map(({ name, title, argument }) => `  ${(argument ? `${name}:…` : name).padEnd(30)} ${title}${argument ? ` (${argument})` : ''}`).join('\n')}
`;
const { values } = parseArgs({ options: { fail: { type: 'string', multiple: true }, help: { type: 'boolean' } } });
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const first = Number(port);
const tls =
  certFile && keyFile ? { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') } : undefined;
const dataverse = await startDataverse({
  ports: [first + 1, first + 2, first + 3],
  tokens: { jwksUri: () => entra.metadata.jwks_uri },
  ...(tls && { tls }),
});
const entra = await startEntra({
  port: first,
  clientId,
  clientSecret,
  redirectUris: [redirectUri],
  resources: dataverse.resources,
  ...(tls && { tls }),
});

const control = offerControl({ entra, dataverse });
try {
  for (const failure of values.fail ?? []) control.begin(failure);
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`);
  process.exit(2);
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
