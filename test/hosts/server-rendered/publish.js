// There is no bundler: copies the scripts of the page to the server's folder of static files.
import { cpSync } from 'node:fs';
import { version } from './versions.js';

cpSync('node_modules/vcc-dynamics-auth/dist/cdn', `dist/vcc-dynamics-auth/${version}`, { recursive: true });
cpSync('node_modules/jquery/dist/jquery.min.js', 'dist/jquery.min.js');
cpSync('crm-admin.js', 'dist/crm-admin.js');
