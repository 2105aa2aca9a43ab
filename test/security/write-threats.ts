import { writeFileSync } from 'node:fs';
import { describeThreats } from './threats.js';

writeFileSync(new URL('threats.md', import.meta.url), describeThreats());
