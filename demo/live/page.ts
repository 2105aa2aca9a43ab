import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { z } from 'zod';
import { type LinkBackend, LinkError } from '../../src/backend.js';
import { version } from '../../src/version.js';
import { dataConnectorBox, document, type ElementSettings, elementTag, type Html } from '../portal/pages.js';
import { unframed } from '../portal/policies.js';
import { requireSameOrigin } from '../portal/same-origin.js';
import type { Sessions } from '../portal/session.js';
import type { Result } from '../qa/api-types.js';
import { browserName } from '../qa/page/browser-name.js';
import { type CheckList, serveCsv } from '../qa/server/check-list.js';
import { qaAssets } from '../qa/server/qa-assets.js';
import { type LiveCheck, liveChecks } from './checks.js';

const resultBody = z.object({
  check: z.enum(liveChecks.map(({ id }) => id)),
  verdict: z.enum(['passed', 'failed']),
  remark: z.string().max(1000),
});

export interface LivePageOptions {
  origin: string;
  element: ElementSettings;
  checkList: CheckList;
  warning: string;
  sessions: Sessions;
  backend: LinkBackend;
}

/** Serves the QA page of a live tenant: the panel, the data connector on real records, and the list of checks with its results. */
export function createLivePage({ origin, element, checkList, warning, sessions, backend }: LivePageOptions): Hono {
  const page = new Hono();
  for (const path of ['/qa', '/qa/*']) page.use(path, unframed, requireSameOrigin(origin));

  page.get('/qa', async (c) => {
    const session = await sessions.read(c.req.raw);
    if (!session) return c.redirect('/sign-in', 303);
    return c.html(
      livePage({
        element,
        warning,
        results: checkList.results(),
        browser: browserOf(c),
        health: c.req.query('health'),
      }),
    );
  });
  page.post('/qa/results', async (c) => {
    const { check, ...result } = resultBody.parse(await c.req.parseBody());
    checkList.record({ scenario: check, browser: browserOf(c), ...result, at: new Date().toISOString(), version });
    return c.redirect(`/qa#${check}`, 303);
  });
  page.post('/qa/check-link', async (c) => {
    const session = await sessions.read(c.req.raw);
    if (!session) return c.redirect('/sign-in', 303);
    const health = await backend.checkLink(session.account.id).catch((error: unknown) => {
      if (error instanceof LinkError) return `${error.code}: ${error.message}`;
      throw error;
    });
    return c.redirect(`/qa?health=${encodeURIComponent(health)}`, 303);
  });
  page.get('/qa/check-list.csv', serveCsv(checkList));
  page.route('/', qaAssets());
  return page;
}

function browserOf(c: Context): string {
  return browserName(c.req.header('user-agent') ?? '');
}

interface Shown {
  element: ElementSettings;
  warning: string;
  results: Result[];
  /** The browser that looks at the page. */
  browser: string;
  /** What a check of the link has found just now. */
  health: string | undefined;
}

function livePage({ element, warning, results, browser, health }: Shown): Html {
  const own = results.filter((result) => result.browser === browser);
  return document(
    'QA, live tenant',
    html`<header>
        <strong>VCC Admin Portal</strong>
        <nav class="links" aria-label="Portal">
          <a href="/business-apps/crm-admin">CRM Admin</a>
          <a href="/qa" aria-current="page">QA</a>
        </nav>
      </header>
      <main class="qa live">
        <div class="title">
          <h1>QA, live tenant</h1>
          <p class="note">${warning}</p>
          <p class="secondary">Version ${version}. Client ID ${element.clientId}, authority ${element.authority}.</p>
          <p id="page-error" class="note page-error" role="alert" hidden></p>
        </div>
        <div class="panel-column">
          <section class="panel-frame" aria-label="The panel">${elementTag(element)}</section>
          <section class="box" aria-labelledby="health-heading">
            <h2 id="health-heading">The link</h2>
            <form method="post" action="/qa/check-link" class="buttons"><button>Check the link</button></form>
            ${health === undefined ? '' : html`<output>${health}</output>`}
          </section>
        </div>
        <div class="findings-column">
          ${dataConnectorBox(warning)}
          <section class="box" aria-labelledby="doctor-heading">
            <div class="heading-row">
              <h2 id="doctor-heading">Doctor</h2>
              <button id="run-doctor">Run</button>
            </div>
            <p id="doctor-summary" class="secondary" role="status">Checks what linking depends on, without signing anybody in.</p>
            <ul id="doctor" class="doctor"></ul>
          </section>
        </div>
        <section class="box check-list" aria-labelledby="check-list-heading">
          <div class="heading-row">
            <h2 id="check-list-heading">Check list</h2>
            <a class="button" href="/qa/check-list.csv" download>Export</a>
          </div>
          <p>
            ${browser}: ${count(own, 'passed')} passed, ${count(own, 'failed')} failed,
            ${liveChecks.length - own.length} to try. The users A, B, C, D, P and G are those of demo/live-tenant-check.md.
          </p>
          <ol class="live-checks">
            ${liveChecks.map((check) =>
              checkItem(
                check,
                own.find(({ scenario }) => scenario === check.id),
              ),
            )}
          </ol>
        </section>
      </main>`,
    html`<link rel="stylesheet" href="/qa/qa.css" />
      <link rel="stylesheet" href="/qa/panel.css" />
      <link rel="stylesheet" href="/qa/findings.css" />
      <script type="module" src="/vcc-dynamics-auth/vcc-dynamics-auth.js"></script>
      <script type="module" src="/qa/live.js"></script>
      <script type="module" src="/portal/data-connector.js"></script>`,
  );
}

function checkItem({ id, do: todo, see, everyBrowser }: LiveCheck, result: Result | undefined): Html {
  const pressed = (verdict: Result['verdict']) => String(result?.verdict === verdict);
  return html`<li id="${id}">
    <p>${marked(todo)}${everyBrowser ? html` <span class="secondary">(in every browser)</span>` : ''}</p>
    <p class="secondary">${marked(see)}</p>
    <form method="post" action="/qa/results" class="result buttons">
      <input type="hidden" name="check" value="${id}" />
      <label>Remark <input name="remark" maxlength="1000" value="${result?.remark ?? ''}" /></label>
      <button name="verdict" value="passed" aria-pressed="${pressed('passed')}">Passed</button>
      <button name="verdict" value="failed" aria-pressed="${pressed('failed')}">Failed</button>
    </form>
  </li>`;
}

/** Renders the little Markdown that the checks have. */
function marked(text: string): Html[] {
  return text.split(/(\*[^*]+\*|`[^`]+`)/).map((part) => {
    if (part.startsWith('*')) return html`<em>${part.slice(1, -1)}</em>`;
    return part.startsWith('`') ? html`<code>${part.slice(1, -1)}</code>` : html`${part}`;
  });
}

function count(results: Result[], verdict: Result['verdict']): number {
  return results.filter((result) => result.verdict === verdict).length;
}
