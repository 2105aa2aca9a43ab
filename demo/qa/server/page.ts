import { html } from 'hono/html';
import { version } from '../../../src/version.js';
import {
  dataConnectorBox,
  document,
  type ElementSettings,
  elementMetadata,
  elementTag,
  type Html,
} from '../../portal/pages.js';
import { scenarios } from '../../scenarios/all.js';
import { groups, type Scenario } from '../../scenarios/scenario.js';
import { otherSiteOf } from '../other-site.js';
import { checkListBox, doctorBox, logBox, lookBox, phasesBox, sessionBox } from './boxes.js';

export interface QaPageOptions {
  element: ElementSettings;
  /** Time at which the element was built. */
  builtAt: Date;
}

/** Renders the QA page: every state and every failure of the panel at a click. */
export function qaPage({ element, builtAt }: QaPageOptions): Html {
  const built = builtAt.toISOString();
  return document(
    'QA',
    html`<a class="skip" href="#armed-heading">Skip the scenarios</a>
      <header>
        <strong>VCC Admin Portal</strong>
        <nav class="links" aria-label="Portal">
          <a href="/business-apps">Business Apps</a>
          <a href="/business-apps/crm-admin">CRM Admin</a>
          <a href="/qa" aria-current="page">QA</a>
        </nav>
      </header>
      <main class="qa">
        <div class="title">
          <h1>QA</h1>
          <p>
            Every state and every failure of the panel, without a Dynamics 365 subscription.
            One tester at a time: each scenario resets the server’s links.
            <span class="secondary">Version ${version}, built <time datetime="${built}">${built.slice(0, 16).replace('T', ' ')} UTC</time></span>
          </p>
          <p id="page-error" class="note page-error" role="alert" hidden></p>
        </div>
        ${scenarioList()}
        <div class="panel-column">${armedBox()} ${panelBox(element)} ${sessionBox()} ${lookBox()}</div>
        <div class="findings-column">${phasesBox()} ${logBox()} ${doctorBox()} ${dataConnectorBox()}</div>
        ${checkListBox()}
      </main>
      <p id="announcement" class="visually-hidden" role="status"></p>`,
    html`<link rel="stylesheet" href="/qa/qa.css" />
      <link rel="stylesheet" href="/qa/panel.css" />
      <link rel="stylesheet" href="/qa/findings.css" />
      ${elementMetadata(element)}
      <script type="module" src="/qa/qa.js"></script>
      <script type="module" src="/portal/data-connector.js"></script>`,
  );
}

/** Renders a page of another site, with the QA page in a frame. */
export function otherSitePage(origin: string): Html {
  return document(
    'Another site',
    html`<main class="other-site">
      <h1>Another site</h1>
      <p>This is ${otherSiteOf(origin)}. It shows the portal, ${origin}, in a frame:</p>
      <iframe title="The portal" src="${origin}/qa?scenario=framed"></iframe>
    </main>`,
    html`<link rel="stylesheet" href="/qa/qa.css" />`,
  );
}

function scenarioList(): Html {
  return html`<nav class="scenarios box" aria-labelledby="scenarios-heading">
    <h2 id="scenarios-heading">Scenarios</h2>
    <p class="secondary">${scenarios.length} scenarios. A click arms one, and so does its address, also when it is reloaded.</p>
    <label>Find <input id="find-scenario" type="search" /></label>
    <p id="nothing-found" class="secondary" hidden>No scenario has these words.</p>
    ${Object.entries(groups).map(([group, name]) => {
      const members = scenarios.filter((scenario) => scenario.group === group);
      return html`<details open>
        <summary><span>${name}</span> <span class="count">${members.length}</span></summary>
        <ul>
          ${members.map(scenarioItem)}
        </ul>
      </details>`;
    })}
  </nav>`;
}

function scenarioItem({ id, title }: Scenario): Html {
  return html`<li>
    <a href="/qa?scenario=${id}" data-scenario="${id}">${title}</a>
    <span class="verdict" data-verdict-of="${id}"></span>
  </li>`;
}

function armedBox(): Html {
  return html`<section class="box armed" aria-labelledby="armed-heading">
    <h2 id="armed-heading" tabindex="-1">No scenario is armed</h2>
    <p id="armed-hint">Choose a scenario, or use the panel as it is, as the portal user below.</p>
    <div id="armed" hidden>
      <dl>
        <dt>Do</dt>
        <dd id="armed-steps"></dd>
        <dt>Expect</dt>
        <dd id="armed-expect"></dd>
      </dl>
      <p id="armed-live" class="note" hidden></p>
      <p id="tester-actions" class="buttons"></p>
      <div class="result" role="group" aria-labelledby="result-heading">
        <p id="result-heading">Your result</p>
        <label>Remark <input id="remark" maxlength="1000" /></label>
        <p class="buttons">
          <button id="passed" aria-pressed="false">Passed</button>
          <button id="failed" aria-pressed="false">Failed</button>
        </p>
      </div>
    </div>
    <p class="buttons">
      <button id="arm-again" hidden>Arm again</button>
      <button id="end-faults">End the faults</button>
      <button id="reset">Reset all</button>
      <button id="copy-address">Copy the address</button>
      <span id="copied" role="status"></span>
    </p>
  </section>`;
}

function panelBox(element: ElementSettings): Html {
  return html`<section class="panel-frame" aria-label="The panel">
    <div id="panel-host">${elementTag(element)}</div>
  </section>`;
}
