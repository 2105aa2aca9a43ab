import { html, raw } from 'hono/html';
import { accountTagOf } from '../../src/backend.js';
import { portalUsers, vccAccounts } from './directory.js';
import type { Session } from './session.js';

export type Html = ReturnType<typeof html>;

/** Settings of the tag `<vcc-dynamics-auth>`. */
export interface ElementSettings {
  clientId: string;
  authority: string;
  /** OpenID configuration of the stand-in. Without it the authority is Microsoft's own. */
  metadata?: object;
  organizationUrl?: string;
}

export function signInPage(): Html {
  return document(
    'Sign in',
    html`<main>
      <h1>Sign in</h1>
      <p>Pick a user of the portal. Nobody has a password here.</p>
      <form method="post" action="/sign-in" class="stack">
        ${portalUsers.map(
          (user) =>
            html`<button name="user" value="${user.id}">${user.name} <small>${user.id}: ${user.description}</small></button>`,
        )}
      </form>
    </main>`,
  );
}

export function homePage(session: Session): Html {
  return portalPage(
    session,
    'Business Apps',
    html`${accountLine(session)}
      <p>What connects your contact centre to other products.</p>
      <ul>
        <li><a href="/business-apps/crm-admin">CRM Admin</a></li>
      </ul>`,
  );
}

/** @param warning about the records that the data connector works on */
export function crmAdminPage(session: Session, settings: ElementSettings, warning?: string): Html {
  return portalPage(
    session,
    'CRM Admin',
    html`${accountLine(session)} ${elementTag(settings, accountTagOf(session.account.id))} ${dataConnectorBox(warning)}`,
    html`${elementMetadata(settings)}
      <script type="module" src="/vcc-dynamics-auth/vcc-dynamics-auth.js"></script>
      <script type="module" src="/portal/data-connector.js"></script>`,
  );
}

/** @param accountTag for a page that shows one account until it is loaded anew */
export function elementTag({ clientId, authority, organizationUrl }: ElementSettings, accountTag?: string): Html {
  return html`<vcc-dynamics-auth
    endpoint="/api/dynamics-link"
    client-id="${clientId}"
    redirect-uri="/popup-callback.html"
    authority="${authority}"
    ${organizationUrl === undefined ? '' : html`organization-url="${organizationUrl}"`}
    ${accountTag === undefined ? '' : html`account-tag="${accountTag}"`}
  >
    <p>MS Dynamics Authorisation is loading. If this text stays, reload the page; if that doesn’t help, contact support.</p>
  </vcc-dynamics-auth>`;
}

export function elementMetadata({ metadata }: ElementSettings): Html {
  if (!metadata) return html``;
  return html`<script type="application/json" id="authority-metadata">
      ${raw(JSON.stringify(metadata).replaceAll('<', '\\u003c'))}
    </script>
    <script type="module" src="/portal/crm-admin.js"></script>`;
}

export function dataConnectorBox(warning?: string): Html {
  return html`<section class="box" aria-labelledby="data-connector-heading">
    <h2 id="data-connector-heading">Data Connector</h2>
    <p>Does what happens during a call: finds, creates and updates contacts as the linked user.</p>
    ${warning === undefined ? '' : html`<p class="note">${warning}</p>`}
    <form id="find-contact">
      <h3>Find a contact</h3>
      <label>Phone number <input name="phone" type="tel" required placeholder="+44 7700 900123" /></label>
      <button>Find</button>
    </form>
    <form id="create-contact">
      <h3>Create a contact</h3>
      <label>First name <input name="firstname" /></label>
      <label>Last name <input name="lastname" required /></label>
      <label>Phone <input name="telephone1" type="tel" /></label>
      <button>Create</button>
    </form>
    <form id="update-contact">
      <h3>Update a contact</h3>
      <label>Contact ID <input name="id" required /></label>
      <label>New phone <input name="telephone1" type="tel" required /></label>
      <button>Update</button>
    </form>
    <output id="data-connector-result" role="status"></output>
  </section>`;
}

/** The VCC account that a page is about. */
function accountLine({ account }: Session): Html {
  return html`<p class="account">${account.name}</p>`;
}

/** A page with the portal's header and navigation around it. */
export function portalPage(session: Session, title: string, content: Html, head: Html = html``): Html {
  return document(
    title,
    html`<header>
        <strong>VCC Admin Portal</strong>
        <form method="post" action="/account">
          <label>
            VCC account
            <select name="account">
              ${vccAccounts.map(
                ({ id, name }) =>
                  html`<option value="${id}" ${id === session.account.id ? 'selected' : ''}>${name}</option>`,
              )}
            </select>
          </label>
          <button>Switch</button>
        </form>
        <form method="post" action="/sign-out">
          <span>${session.user.name} (${session.user.id})</span>
          <button>Sign out</button>
        </form>
      </header>
      <div class="columns">
        <nav aria-label="Portal">
          <p>Business Apps</p>
          <ul>
            <li><a href="/business-apps/crm-admin">CRM Admin</a></li>
            <li><a href="/qa">QA</a></li>
          </ul>
          ${
            session.user.role === 'operator'
              ? html`<p>Operations</p>
                <ul>
                  <li><a href="/operations/links">Links</a></li>
                </ul>`
              : ''
          }
        </nav>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
      </div>`,
    head,
  );
}

export function document(title: string, body: Html, head: Html = html``): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title} · VCC Admin Portal (demo)</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/portal/portal.css" />
        ${head}
      </head>
      <body>
        ${body}
      </body>
    </html>`;
}
