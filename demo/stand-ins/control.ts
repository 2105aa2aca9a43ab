import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { beginFailure, endFailures, failures, type StandIns } from './failures.js';

export interface Control {
  /** Begins a failure that is then among those that page and `GET /control/failures` show. @throws Error when there is none of that name */
  begin(failure: string): void;
}

/**
 * Lets the stand-ins fail by command, for a backend in any language and its tests, below `/control` at the Entra stand-in:
 *
 * - `GET /control`: a page with buttons
 * - `GET /control/failures`: what there is, and what has begun
 * - `POST /control/failures`, `{ "fail": "refresh:70043" }`: begins one
 * - `DELETE /control/failures`: ends all, and brings the sample records and privileges back
 * - `GET /control/registration`: the application that the stand-ins know
 * - `GET /control/held?count=1`: answers 204 as soon as so many requests wait because of `hold-token` or `hold-dataverse`, 504 after ten seconds
 * - `GET /control/secrets?after=0`: the tokens that were issued after so many others, and what the application proves itself with, for checks that none gets out
 */
export function offerControl(standIns: StandIns): Control {
  const begun: string[] = [];
  const app = new Hono().basePath('/control');
  const begin = (failure: string) => {
    beginFailure(standIns, failure);
    begun.push(failure);
  };
  /** Returns what is wrong with it. */
  const tryTo = (text: unknown): string | undefined => {
    try {
      begin(String(text));
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const end = () => {
    endFailures(standIns);
    begun.length = 0;
  };

  // A page of another site must not let the stand-ins of a developer fail, nor one whose name was led here (DNS rebinding).
  app.use(async (c, next) => {
    const from = c.req.header('origin');
    const isOwn = (origin: string) => ownOrigins(standIns.entra.origin).includes(origin);
    if ((from && !isOwn(from)) || !isOwn(new URL(c.req.url).origin)) return c.json({ message: 'another site' }, 403);
    await next();
  });
  app.get('/', (c) => c.html(controlPage(begun)));
  app.post('/', async (c) => {
    const { fail, argument } = await c.req.parseBody();
    const message = fail === undefined ? void end() : tryTo(argument ? `${fail}:${argument}` : fail);
    return c.html(controlPage(begun, message), message === undefined ? 200 : 400);
  });
  app.get('/failures', (c) =>
    c.json({ failures: failures.map(({ name, title, argument }) => ({ name, title, argument })), begun }),
  );
  app.post('/failures', async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    const message = tryTo((body as { fail?: unknown } | undefined)?.fail);
    return message === undefined ? c.body(null, 204) : c.json({ message }, 400);
  });
  app.delete('/failures', (c) => {
    end();
    return c.body(null, 204);
  });
  app.get('/registration', (c) => c.json(standIns.entra.registration));
  app.get('/held', async (c) => {
    const { entra, dataverse } = standIns;
    const count = Number(c.req.query('count') ?? 1);
    const late = new AbortController();
    const arrivals = Promise.race([entra.gate.arrival(count), dataverse.gate.arrival(count)]).then(() => 204 as const);
    const status = await Promise.race([
      arrivals,
      sleep(10_000, 504 as const, { signal: late.signal }).catch(() => 504 as const),
    ]);
    late.abort();
    return c.body(null, status);
  });
  app.get('/secrets', (c) => {
    const { issuedTokens, credentials } = standIns.entra;
    const after = Number(c.req.query('after') ?? 0);
    const tokens = issuedTokens.slice(after);
    return c.json({ tokens, count: issuedTokens.length, clientSecrets: credentials.secrets });
  });
  standIns.entra.control = async (request) => app.fetch(request);
  return { begin };
}

/** The stand-in listens at the loopback address, which has two names that people type. */
function ownOrigins(origin: string): string[] {
  const { protocol, port, hostname } = new URL(origin);
  const names = ['127.0.0.1', 'localhost'];
  return names.includes(hostname) ? names.map((name) => `${protocol}//${name}:${port}`) : [origin];
}

function controlPage(begun: readonly string[], message?: string) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>What fails · Microsoft stand-in</title>
        <link rel="stylesheet" href="/sign-in.css" />
      </head>
      <body>
        <main>
          <h1>What fails</h1>
          ${message === undefined ? '' : html`<p role="alert">${message}</p>`}
          <p>${begun.length === 0 ? 'Nothing: everything answers as it should.' : begun.join(', ')}</p>
          <form method="post"><button class="primary">End all failures</button></form>
          <ul>
            ${failures.map(
              ({ name, title, argument }) =>
                html`<li>
                  <form method="post">
                    ${argument === undefined ? '' : html`<label>${argument} <input name="argument" required /></label>`}
                    <button name="fail" value="${name}"><strong>${name}</strong> <small>${title}</small></button>
                  </form>
                </li>`,
            )}
          </ul>
        </main>
      </body>
    </html>`;
}
