import { Hono } from 'hono';
import { html } from 'hono/html';
import { beginFailure, endFailures, failures, type StandIns } from './failures.js';

/**
 * Lets the stand-ins fail by command, for a backend in any language and its tests, below `/control` at the Entra stand-in:
 *
 * - `GET /control`: a page with buttons
 * - `GET /control/failures`: what there is, and what has begun
 * - `POST /control/failures`, `{ "fail": "refresh:70043" }`: begins one
 * - `DELETE /control/failures`: ends all, and brings the sample records and privileges back
 */
export function offerControl(standIns: StandIns): void {
  const begun: string[] = [];
  const app = new Hono().basePath('/control');
  const begin = (text: unknown): string | undefined => {
    try {
      beginFailure(standIns, String(text));
      begun.push(String(text));
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const end = () => {
    endFailures(standIns);
    begun.length = 0;
  };

  // A page of another site must not let the stand-ins of a developer fail.
  app.use(async (c, next) => {
    const from = c.req.header('origin');
    if (from && from !== 'null' && from !== standIns.entra.origin) return c.json({ message: 'another site' }, 403);
    await next();
  });
  app.get('/', (c) => c.html(controlPage(begun)));
  app.post('/', async (c) => {
    const { fail, argument } = await c.req.parseBody();
    const message = fail === undefined ? void end() : begin(argument ? `${fail}:${argument}` : fail);
    return c.html(controlPage(begun, message), message === undefined ? 200 : 400);
  });
  app.get('/failures', (c) =>
    c.json({ failures: failures.map(({ name, title, argument }) => ({ name, title, argument })), begun }),
  );
  app.post('/failures', async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    const message = begin((body as { fail?: unknown } | undefined)?.fail);
    return message === undefined ? c.body(null, 204) : c.json({ message }, 400);
  });
  app.delete('/failures', (c) => {
    end();
    return c.body(null, 204);
  });
  standIns.entra.control = async (request) => app.fetch(request);
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
