import { nginx } from './nginx.js';

if (!nginx) {
  console.error('npm run test:nginx needs a Debian package that is missing: apt-get install nginx-light');
  process.exitCode = 1;
}
