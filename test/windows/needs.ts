import { missingPackages } from './desktop.js';

const missing = missingPackages();
if (missing.length > 0) {
  console.error(`npm run test:windows needs Debian packages that are missing: apt-get install ${missing.join(' ')}`);
  process.exitCode = 1;
}
