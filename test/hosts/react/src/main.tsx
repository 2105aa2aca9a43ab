import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { CrmAdmin } from './crm-admin.js';
import { readSettings } from './portal.js';

const root = document.getElementById('root');
const settings = await readSettings();
if (root)
  createRoot(root).render(
    <StrictMode>
      <CrmAdmin initial={settings} />
    </StrictMode>,
  );
