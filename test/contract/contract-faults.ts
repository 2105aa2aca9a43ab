import { parseArgs } from 'node:util';
import { startStandIns } from '../support/stand-ins.js';
import { clientId, clientSecret, redirectUri, sessionHeader, testEndpoint } from '../support/test-portal.js';
import { faults, unseenFaults } from './all-faults.js';
import { type Fault, groups } from './faults/fault.js';
import { checkBackend, scenarios } from './kit.js';
import { MinimalBackend } from './minimal/backend.js';

// `npm run test:kit [-- ID…]`: seeds one fault at a time in the minimal backend, and says what the kit finds.
const { positionals: wanted } = parseArgs({ allowPositionals: true });
const chosen = wanted.length > 0 ? faults.filter(({ id }) => wanted.includes(id)) : faults;
const { entra, dataverse } = await startStandIns();

// Without a fault there is nothing to find: whatever is found here would be taken for a fault below.
const unfounded = await findingOf({ id: '', seed: () => undefined });
if (unfounded !== undefined) {
  console.error(`The backend without a fault: ${unfounded}`);
  process.exit(1);
}

const caught = new Map<string, string | undefined>();
for (const fault of chosen) {
  const finding = await findingOf(fault);
  caught.set(fault.id, finding);
  console.log(`  ${finding === undefined ? 'MISSED' : 'caught'} ${fault.id.padEnd(5)} ${fault.does}`);
  if (finding !== undefined) console.log(`               ${finding}`);
}

console.log('\ngroup                    caught  seeded');
for (const [letter, { title }] of Object.entries(groups)) {
  const group = chosen.filter(({ id }) => id.startsWith(letter));
  const found = group.filter(({ id }) => caught.get(id) !== undefined);
  if (group.length > 0)
    console.log(`${letter} ${title.padEnd(23)}${String(found.length).padStart(6)}${String(group.length).padStart(8)}`);
}
const missed = chosen.filter(({ id }) => caught.get(id) === undefined);
console.log(
  `  ${'all'.padEnd(23)}${String(chosen.length - missed.length).padStart(6)}${String(chosen.length).padStart(8)}`,
);
if (wanted.length === 0) {
  console.log('\nNot seeded, since no request shows it:');
  for (const { id, does, why } of unseenFaults) console.log(`  ${id.padEnd(5)} ${does} – ${why}`);
}
await Promise.all([entra.close(), dataverse.close()]);
process.exitCode = missed.length === 0 ? 0 : 1;

async function crash(backend: MinimalBackend): Promise<void> {
  backend.crash();
  backend.microsoft.crash();
}

/** Returns the first finding of the kit, if there is one. */
async function findingOf({ id, seed }: Pick<Fault, 'id' | 'seed'>): Promise<string | undefined> {
  const backend = new MinimalBackend({
    clientId,
    clientSecret,
    redirectUri,
    authority: entra.authority,
    metadata: entra.metadata,
    discoveryUrl: dataverse.discoveryUrl,
    hosts: dataverse.hosts,
  });
  seed(backend);
  const sessions = {
    first: sessionHeader({ vccAccountId: 'kit-one', userId: 'ada' }),
    second: sessionHeader({ vccAccountId: 'kit-two', userId: 'ben' }),
    colleague: sessionHeader({ vccAccountId: 'kit-one', userId: 'cleo' }),
    viewer: sessionHeader({ vccAccountId: 'kit-one', userId: 'vera', canChange: false }),
  };
  const target = {
    ...testEndpoint(entra, (request: Request) => backend.fetch(request)),
    ...sessions,
    restart: async () => crash(backend),
  };
  const { requirements } = groups[id[0] ?? ''] ?? { requirements: /^/ };
  // First what the fault is likely to break: sooner done, and the finding is the one that a team would look for.
  const ordered = [
    ...scenarios.filter(({ requirement }) => requirements.test(requirement)),
    ...scenarios.filter(({ requirement }) => !requirements.test(requirement)),
  ];
  for await (const { requirement, name, failure } of checkBackend(target, ordered)) {
    if (failure !== undefined) return `${requirement} ${name}: ${failure}`;
  }
  return undefined;
}
