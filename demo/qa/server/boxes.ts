import { html } from 'hono/html';
import { translations } from '../../../src/widget/languages/load.js';
import { portalUsers, vccAccounts } from '../../portal/directory.js';
import type { Html } from '../../portal/pages.js';
import { scenarios } from '../../scenarios/all.js';
import { needsLiveTenant } from '../../scenarios/needs-live-tenant.js';

export function sessionBox(): Html {
  return html`<section class="box" aria-labelledby="session-heading">
    <h2 id="session-heading">Who and when</h2>
    <div class="fields">
      <label>
        Portal user
        <select id="portal-user">
          ${portalUsers.map(({ id, name, description }) => html`<option value="${id}">${name}: ${description}</option>`)}
          <option value="signed-out">Nobody: signed out</option>
        </select>
      </label>
      <label>
        VCC account
        <select id="vcc-account">
          ${vccAccounts.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}
        </select>
      </label>
      <label>
        Link
        <select id="link-health">
          <option value="">As it is</option>
          <option value="none">Make it: none</option>
          <option value="active">Make it: active</option>
          <option value="expired">Make it: expired</option>
          <option value="restricted">Make it: restricted</option>
        </select>
      </label>
      <label>
        Age of the link
        <select id="link-age">
          <option value="">As it is</option>
          <option value="1">A day</option>
          <option value="89">89 days</option>
          <option value="366">A year</option>
        </select>
      </label>
      <label>
        Time zone
        <select id="time-zone">
          <option value="">Of this browser</option>
          <option>Pacific/Honolulu</option>
          <option>America/New_York</option>
          <option>Europe/London</option>
          <option>Asia/Kolkata</option>
          <option>Asia/Tokyo</option>
          <option>Pacific/Kiritimati</option>
        </select>
      </label>
      <label>
        Microsoft’s pages
        <select id="coop">
          <option value="as asked">Isolated (COOP) unless the sign-in asks not to</option>
          <option value="on">Isolated (COOP)</option>
          <option value="off">Not isolated</option>
        </select>
      </label>
    </div>
    <p class="buttons">
      <button data-grant="spend">Spend the access token</button>
      <button data-grant="revoke">Revoke the grant</button>
      <button data-grant="check">Check the link</button>
    </p>
    <output id="grant-result" class="secondary"></output>
  </section>`;
}

export function lookBox(): Html {
  return html`<section class="box" aria-labelledby="look-heading">
    <h2 id="look-heading">Look</h2>
    <div class="fields">
      <label>
        Language
        <select id="language">
          <option value="">Of the page: English</option>
          ${languages()}
          <option value="nl">Nederlands (falls back to English)</option>
        </select>
      </label>
      <label>
        Direction
        <select id="direction">
          <option value="">Of the language</option>
          <option value="ltr">Left to right</option>
          <option value="rtl">Right to left</option>
        </select>
      </label>
      <label>
        Theme
        <select id="theme">
          <option value="">None</option>
          <option value="vivid-light">Vivid light</option>
          <option value="vivid-dark">Vivid dark</option>
        </select>
      </label>
      <label>
        Width
        <select id="width">
          <option value="">All there is</option>
          <option value="280">280 px</option>
          <option value="360">360 px</option>
          <option value="480">480 px</option>
          <option value="768">768 px</option>
        </select>
      </label>
    </div>
    <p id="theme-missing" class="note" hidden>
      Vivid is not installed here: the theme needs node_modules/@vonage/vivid. The panel shows its own look.
    </p>
  </section>`;
}

export function phasesBox(): Html {
  return html`<section class="box" aria-labelledby="phases-heading">
    <h2 id="phases-heading">Phases of the last link</h2>
    <p id="no-phases" class="secondary">Nothing was linked since this page was opened.</p>
    <ol id="phases" class="phases"></ol>
  </section>`;
}

export function logBox(): Html {
  return html`<section class="box" aria-labelledby="log-heading">
    <div class="heading-row">
      <h2 id="log-heading">Log</h2>
      <label>
        Show
        <select id="log-kinds">
          <option value="">everything</option>
          <option value="event">events</option>
          <option value="request">requests</option>
        </select>
      </label>
      <button id="export-log">Export</button>
      <button id="clear-log">Clear</button>
    </div>
    <p class="secondary">Times are UTC. Codes, verifiers and nonces are taken out before anything is kept.</p>
    <ol id="log" class="log" tabindex="0" aria-labelledby="log-heading"></ol>
  </section>`;
}

export function doctorBox(): Html {
  return html`<section class="box" aria-labelledby="doctor-heading">
    <div class="heading-row">
      <h2 id="doctor-heading">Doctor</h2>
      <button id="run-doctor">Run</button>
    </div>
    <p id="doctor-summary" class="secondary" role="status">Checks what linking depends on, without signing anybody in.</p>
    <ul id="doctor" class="doctor"></ul>
  </section>`;
}

export function checkListBox(): Html {
  const live = scenarios.filter(({ id }) => needsLiveTenant[id] !== undefined);
  return html`<section class="box check-list" aria-labelledby="check-list-heading">
    <div class="heading-row">
      <h2 id="check-list-heading">Check list</h2>
      <a class="button" href="/api/qa/check-list.csv" download>Export</a>
      <button id="clear-results">Clear</button>
    </div>
    <p>
      <span id="check-list-summary"></span> Results of all browsers that open this portal come together here and survive a
      restart.
    </p>
    <details>
      <summary>The list</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="The list">
        <table>
          <thead id="check-list-head"></thead>
          <tbody id="check-list-body"></tbody>
        </table>
      </div>
    </details>
    <details>
      <summary>What a stand-in can’t show faithfully: ${live.length} scenarios</summary>
      <p>
        Check these against a live tenant, with the
        <a href="/qa/live-tenant-check.md">script of one page</a> (demo/live-tenant-check.md): <code>npm run start:live</code> has it
        with buttons.
      </p>
      <dl class="live">
        ${live.map(({ id, title }) => html`<dt>${title}</dt><dd>${needsLiveTenant[id] ?? ''}</dd>`)}
      </dl>
    </details>
  </section>`;
}

/** Returns an option for each language, by the language's own name. */
function languages(): Html[] {
  return Object.keys(translations).map((tag) => {
    const names = new Intl.DisplayNames(tag, { type: 'language', languageDisplay: 'standard' });
    const name = names.of(tag) ?? tag;
    return html`<option value=${tag}>${name.charAt(0).toLocaleUpperCase(tag)}${name.slice(1)}</option>`;
  });
}
