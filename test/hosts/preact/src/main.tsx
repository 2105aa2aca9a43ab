import { render } from 'preact';
import { CrmAdmin } from './crm-admin.js';
import { readSettings } from './portal.js';

const root = document.getElementById('root');
const settings = await readSettings();
if (root) render(<CrmAdmin initial={settings} />, root);
