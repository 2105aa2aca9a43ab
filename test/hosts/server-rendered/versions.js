import { readFileSync } from 'node:fs';

const manifest = new URL('./node_modules/vcc-dynamics-auth/package.json', import.meta.url);

export const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
