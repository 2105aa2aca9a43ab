import { parseArgs } from 'node:util';

// `npm run` and the package's own command are told apart by what npm says of itself.
const command =
  process.env['npm_lifecycle_event'] === 'check-backend' ? 'npm run check-backend --' : 'vcc-check-backend';
const standIns = process.env['npm_lifecycle_event'] === 'check-backend' ? 'npm run stand-ins' : 'vcc-stand-ins';

export const usage = `${command} <url of the link resource> [options]

Checks a running backend that trusts the stand-ins (${standIns}): which answers are not the contract's. Without --first and
--second it signs in to the demo portal (npm start) at that address. It unlinks both accounts.

Who asks, each as a header that makes a request one of
  --first 'Name: value'      an administrator of a VCC account
  --second 'Name: value'     an administrator of another VCC account
  --colleague 'Name: value'  another administrator of the first account
  --viewer 'Name: value'     a user of the first account who may look and not change

  --restart <command>        kills the backend and starts it again, such as 'docker restart --time 0 portal': for what must outlive it

How the backend is configured
  --entra <url>              the Entra stand-in; the port after the backend's when left out
  --client-id <id>           the stand-in's when left out
  --redirect-uri <url>       /popup-callback.html of the backend's origin when left out
  --authority <url>          Microsoft's /organizations when left out

What is checked, and how it is told
  --only <what>              a requirement (R-ETAG-3), a group of them (R-ETAG), or words of a check; may be repeated
  --list                     says what is checked, and checks nothing
  --junit <file>             writes the results as JUnit XML
  --json <file>              writes the results as JSON
  --help                     says this

Ends with 0 when nothing failed, with 1 when something did, and with 2 when nothing could be checked.
`;

/** Says what to do about it; nothing was checked. */
export class CannotCheck extends Error {
  override readonly name = 'CannotCheck';
}

export type Options = ReturnType<typeof readOptions>;

/** @throws CannotCheck for what is no option */
export function readOptions() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        first: { type: 'string' },
        second: { type: 'string' },
        colleague: { type: 'string' },
        viewer: { type: 'string' },
        restart: { type: 'string' },
        entra: { type: 'string' },
        'client-id': { type: 'string' },
        'redirect-uri': { type: 'string' },
        authority: { type: 'string', default: 'https://login.microsoftonline.com/organizations' },
        only: { type: 'string', multiple: true },
        list: { type: 'boolean' },
        junit: { type: 'string' },
        json: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new CannotCheck(`${(error as Error).message}\n\n${usage}`);
  }
}

/** @throws CannotCheck for a header without a name or a value */
export function toHeader(text: string): Record<string, string> {
  const [, name, value] = /^\s*([\w-]+)\s*:\s*(\S.*?)\s*$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new CannotCheck(`“${text}” is no header: 'Name: value'`);
  return { [name]: value };
}

/** How the stand-ins are started, with this in their environment. */
export function startStandIns(environment: Record<string, string> = {}): string {
  return [...Object.entries(environment).map(([name, value]) => `${name}=${value}`), standIns].join(' ');
}
