import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Target } from './scenario.js';
import { checkBackend, scenarios } from './scenarios.js';

const usage = `npm run check-backend -- <url of the link resource> [options]

Checks a running backend that trusts the stand-ins of this repository: which answers are not the contract's.
Without --first and --second it signs in to the demo portal (npm start) at that address.

  --first 'Name: value'    header that makes a request one of an administrator of a VCC account
  --second 'Name: value'   the same for an administrator of another VCC account
  --entra <url>            the Entra stand-in; the port after the backend's when left out
  --client-id <id>         the demo's when left out
  --redirect-uri <url>     /popup-callback.html of the backend's origin when left out
  --authority <url>        as the backend has it configured; Microsoft's /organizations when left out
`;

/** The demo's portal, see demo/server.ts. */
const demo = {
  clientId: '1f4e7d0c-6a52-4b8e-9f37-c0d5a2b81e64',
  authority: 'https://login.microsoftonline.com/organizations',
  user: 'admin',
  accounts: ['northwind', 'tailspin'],
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    first: { type: 'string' },
    second: { type: 'string' },
    entra: { type: 'string' },
    'client-id': { type: 'string', default: demo.clientId },
    'redirect-uri': { type: 'string' },
    authority: { type: 'string', default: demo.authority },
  },
});

const [url] = positionals;
if (url === undefined || !URL.canParse(url) || (values.first === undefined) !== (values.second === undefined)) {
  console.error(usage);
  process.exit(2);
}

const { origin, hostname, port } = new URL(url);
const entra = values.entra ?? `http://${hostname}:${Number(port) + 1}`;
const discovery = await fetch(new URL('/organizations/v2.0/.well-known/openid-configuration', entra));
const sessions =
  values.first !== undefined && values.second !== undefined
    ? [toHeader(values.first), toHeader(values.second)]
    : await signInToDemo(origin);
const target: Target = {
  url,
  first: sessions[0] ?? {},
  second: sessions[1] ?? {},
  clientId: values['client-id'],
  redirectUri: values['redirect-uri'] ?? `${origin}/popup-callback.html`,
  authority: values.authority,
  metadata: await discovery.json(),
  fetch: patientFetch,
};

let failures = 0;
for await (const { name, failure } of checkBackend(target)) {
  if (failure !== undefined) failures++;
  console.log(failure === undefined ? `  ok   ${name}` : `  NOT  ${name}\n       ${failure}`);
}
console.log(`\n${scenarios.length - failures} of ${scenarios.length} as the contract says`);
process.exitCode = failures === 0 ? 0 : 1;

/** The checks ask more often than a page: a backend that limits the rate is waited for. */
async function patientFetch(request: Request): Promise<Response> {
  const body = await request.arrayBuffer();
  // A server may close the socket after it refused a body half-way; the next request must not meet that.
  const headers = { ...Object.fromEntries(request.headers), Connection: 'close' };
  for (;;) {
    const response = await fetch(request.url, {
      method: request.method,
      headers,
      redirect: request.redirect,
      ...(body.byteLength > 0 && { body }),
    });
    const seconds = Number(response.headers.get('Retry-After'));
    if (response.status !== 429 || !(seconds > 0 && seconds <= 600)) return response;
    console.log(`  …    the backend asks to wait for ${seconds} s (too-many-requests)`);
    await sleep(seconds * 1000);
  }
}

function toHeader(text: string): Record<string, string> {
  const [name = '', ...value] = text.split(':');
  return { [name.trim()]: value.join(':').trim() };
}

async function signInToDemo(portal: string): Promise<Record<string, string>[]> {
  const post = async (path: string, form: Record<string, string>, cookie = '') => {
    const response = await fetch(new URL(path, portal), {
      method: 'POST',
      headers: { Origin: portal, Cookie: cookie },
      body: new URLSearchParams(form),
      redirect: 'manual',
    });
    const session = response.headers.getSetCookie()[0]?.split(';')[0];
    if (session === undefined) throw new Error(`${path} of the demo portal gave no session: use --first and --second`);
    return session;
  };
  const cookie = await post('/sign-in', { user: demo.user });
  const cookies = await Promise.all(demo.accounts.map((account) => post('/account', { account }, cookie)));
  return cookies.map((session) => ({ Cookie: session }));
}
