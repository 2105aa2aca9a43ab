import { render } from 'solid-js/web';
import { CrmAdmin } from './crm-admin.jsx';
import { readSettings } from './portal.js';

const root = document.getElementById('root');
const settings = await readSettings();
if (root) render(() => <CrmAdmin initial={settings} />, root);
