import { fileURLToPath } from 'node:url';
import { portalUsers, vccAccounts } from './portal/directory.js';
import { type Demo, startDemo } from './server.js';
import { PortInUseError } from './stand-ins/listen.js';
import { people } from './stand-ins/people.js';

const port = Number(process.env['PORT'] ?? 4000);
if (!Number.isInteger(port) || port < 0 || port > 65531) {
  console.error(`PORT must be a number from 0 to 65531, not “${process.env['PORT']}”.`);
  process.exit(1);
}

// One folder for each port: a link holds the addresses of the stand-ins, and a database belongs to one process.
const directory = fileURLToPath(new URL(`../.data/${port}`, import.meta.url));
const { WEBHOOK_URL: url, WEBHOOK_SECRET: secret, SECRET_EXPIRES: expires } = process.env;
const demo = await startDemo({
  port,
  directory,
  ...(url && secret && { webhooks: { url, secret } }),
  ...(expires && { secretExpires: new Date(expires) }),
}).catch((error: unknown) => {
  if (!(error instanceof PortInUseError)) throw error;
  console.error(`${error.message}; set PORT to move all`);
  process.exit(1);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await demo.close();
    process.exit(0);
  });
}

printWelcome(demo);

function printWelcome({ url, entra, dataverse }: Demo): void {
  const table = (rows: (readonly [string, string])[]) => rows.map(([name, text]) => `    ${name.padEnd(24)}${text}`);
  const lines = [
    '',
    `  VCC Admin Portal (demo)   ${url}`,
    `  QA page                   ${url}/qa`,
    '',
    '  Users of the portal, no password:',
    ...table(portalUsers.map(({ id, description }) => [id, description])),
    `    VCC accounts: ${vccAccounts.map(({ name }) => name).join(', ')}`,
    '',
    '  Dynamics 365 users, no password:',
    ...table(people.map(({ username, description }) => [username, description])),
    '',
    '  Stand-ins:',
    ...table([
      ['Microsoft Entra ID', entra.origin],
      ...dataverse.organizations.map((organization) => [organization.name, organization.url] as const),
      ['discovery', dataverse.discoveryUrl],
    ]),
    '',
    '  Ctrl-C ends it. PORT moves it.',
    '',
  ];
  console.log(lines.join('\n'));
}
