import { readFileSync } from 'node:fs';
import { compare } from './compare.js';
import { exchangeLine } from './shapes.js';
import { standInExchanges } from './stand-in-exchanges.js';

// `npm run compare-record <file>`: where Microsoft's answers differ from the stand-ins', by shape.
const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('npm run compare-record <file>, which RECORD=<file> npm run start:live has written');
  process.exit(2);
}
const recorded = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => exchangeLine.parse(JSON.parse(line)));
console.log(`${recorded.length} shapes were recorded. Asking the stand-ins…`);
const differences = compare(recorded, await standInExchanges());
for (const difference of differences) console.log(`- ${difference}`);
console.log(differences.length === 0 ? 'No difference.' : `${differences.length} differences.`);
process.exitCode = differences.length === 0 ? 0 : 1;
