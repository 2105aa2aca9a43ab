import { parseArgs } from 'node:util';
import { startStandIns } from '../support/stand-ins.js';
import { clientId, clientSecret, redirectUri, sessionHeader, testEndpoint } from '../support/test-portal.js';
import { faults, unseenFaults } from './faults/all.js';
import { type Fault, groups } from './faults/fault.js';
import { MinimalBackend } from './minimal/backend.js';
import { checkBackend } from './scenarios.js';

// `npm run test:contract-faults [-- ID…]`: seeds one fault at a time in the minimal backend, and says what the kit finds.
const { positionals: wanted } = parseArgs({ allowPositionals: true });
const chosen = wanted.length > 0 ? faults.filter(({ id }) => wanted.includes(id)) : faults;
const { entra, dataverse } = await startStandIns();

const caught = new Map<string, string | undefined>();
for (const fault of chosen) {
  const finding = await findingOf(fault);
  caught.set(fault.id, finding);
  console.log(`  ${finding === undefined ? 'MISSED' : 'caught'} ${fault.id.padEnd(5)} ${fault.does}`);
  if (finding !== undefined) console.log(`               ${finding}`);
}

console.log('\ngroup                    caught  seeded');
for (const [letter, title] of Object.entries(groups)) {
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

/** Returns the first finding of the kit, if there is one. */
async function findingOf({ seed }: Fault): Promise<string | undefined> {
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
  };
  for await (const { name, failure } of checkBackend({
    ...testEndpoint(entra, (request) => backend.fetch(request)),
    ...sessions,
  })) {
    if (failure !== undefined) return `${name}: ${failure}`;
  }
  return undefined;
}
