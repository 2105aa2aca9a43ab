import { fileURLToPath } from 'node:url';
import { LinkError } from '../../src/backend.js';
import { PortInUseError } from '../stand-ins/listen.js';
import { startRecording } from './recorder.js';
import { startLive } from './server.js';
import { readSettings, SettingsError } from './settings.js';

const usage = `
npm run start:live: the demo portal against Microsoft Entra ID and Dynamics 365 themselves

  ENTRA_CLIENT_ID         application (client) ID of an app registration
  ENTRA_CLIENT_SECRET     its secret, or
  ENTRA_CERTIFICATE       its certificate and
  ENTRA_PRIVATE_KEY       its key, both PEM files
  ENTRA_AUTHORITY         optional, https://login.microsoftonline.com/organizations by default
  ORGANIZATION_URL        optional, such as https://contoso.crm4.dynamics.com
  TABLES                  optional, contact,account by default
  RECORD                  optional, a file for the shapes of all exchanges with Microsoft
  PORT                    optional, 4000 by default

The registration needs the platform Web with the redirect URI http://localhost:4000/popup-callback.html, and the delegated
permission user_impersonation of Dynamics CRM.
`;

try {
  const settings = readSettings(process.env);
  const recording = settings.record === undefined ? undefined : startRecording(settings.record);
  const directory = fileURLToPath(new URL(`../../.data/live-${settings.port}`, import.meta.url));
  const demo = await startLive(settings, directory);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      await demo.close();
      recording?.stop();
      process.exit(0);
    });
  }
  console.log(`
  VCC Admin Portal (live tenant)   ${demo.url}/business-apps/crm-admin
  Checks, with their results       ${demo.url}/qa
  Redirect URI, platform Web       ${demo.url}/popup-callback.html
${settings.record === undefined ? '' : `  Shapes are written to            ${settings.record}\n`}
  The records are real. Ctrl-C ends it; the link stays in ${directory}.
`);
} catch (error) {
  if (error instanceof SettingsError) console.error(`${error.message}\n${usage}`);
  else if (error instanceof PortInUseError) console.error(`${error.message}; set PORT, and register that redirect URI`);
  else if (error instanceof LinkError) console.error(error.message);
  else throw error;
  process.exit(1);
}
