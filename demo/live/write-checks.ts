import { writeFileSync } from 'node:fs';
import { describeLiveChecks } from './checks.js';

// `npm run write:live-checks`
writeFileSync(new URL('../live-tenant-check.md', import.meta.url), describeLiveChecks());
