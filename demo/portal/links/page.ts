import { html } from 'hono/html';
import type { LinkListOptions, LinkPage, LinkSummary } from '../../../src/backend.js';
import type { HealthReason, LinkHealth } from '../../../src/protocol.js';
import { type Html, portalPage } from '../pages.js';
import type { Session } from '../session.js';

const path = '/operations/links';

const healthNames: Record<LinkHealth, string> = { active: 'Active', expired: 'Expired', restricted: 'Restricted' };

/** What an operator does about it, or who does. */
const reasons: Record<HealthReason, string> = {
  revoked: 'Entra ended the grant: the customer links again',
  'more-proof': 'Entra wants more proof of the user: the customer links again',
  policy: 'a policy of the customer refuses the sign-in',
  'consent-withdrawn': 'the customer withdrew the permissions',
  'app-removed': 'the customer removed or blocked the application',
  'user-disabled': 'the user is disabled in Dynamics 365',
  'no-licence': 'the user has no licence',
  'not-a-member': 'the user is not in the environment any more',
  'environment-blocked': 'the environment keeps us out',
  'key-missing': 'the key of its tokens is not configured: put it back',
  'tenant-refused': 'its tenant was taken off the list of tenants',
};

/** @param shown which links, and from where */
export function linksPage(session: Session, shown: Pick<LinkListOptions, 'health' | 'after'>, page: LinkPage): Html {
  const { health, after } = shown;
  return portalPage(
    session,
    'Links',
    html`<p>The links of all VCC accounts to Dynamics 365, by account. Times are UTC.</p>
      <ul class="filters" aria-label="By health">
        <li>${filter('All', undefined, health)}</li>
        ${(['active', 'expired', 'restricted'] as const).map(
          (one) => html`<li>${filter(healthNames[one], one, health)}</li>`,
        )}
      </ul>
      <p id="counts-failed" class="note" role="status"></p>
      ${page.links.length > 0 ? table(page.links) : html`<p class="empty">${nothing(shown)}</p>`}
      <ul class="paging" aria-label="Pages">
        ${after === undefined ? '' : html`<li><a href="${address({ health })}">First page</a></li>`}
        ${page.next === undefined ? '' : html`<li><a rel="next" href="${address({ health, after: page.next })}">Next page</a></li>`}
      </ul>`,
    html`<link rel="stylesheet" href="/portal/links.css" />
      <script type="module" src="/portal/links.js"></script>`,
  );
}

export function refusedPage(session: Session): Html {
  return portalPage(session, 'Links', html`<p class="note">Only operators may look at the links of all accounts.</p>`);
}

export function wrongAddressPage(session: Session): Html {
  return portalPage(
    session,
    'Links',
    html`<p class="note">There is no such page of links. <a href="${path}">Go to the first page</a>.</p>`,
  );
}

function filter(name: string, health: LinkHealth | undefined, current: LinkHealth | undefined): Html {
  return html`<a href="${address({ health })}" ${health === current ? html`aria-current="true"` : ''}
    >${name} <span data-count="${health ?? 'all'}"></span
  ></a>`;
}

function address(shown: { health?: string | undefined; after?: string | undefined }): string {
  const query = new URLSearchParams(Object.entries(shown).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  return query.size > 0 ? `${path}?${query}` : path;
}

function nothing({ health, after }: { health?: LinkHealth; after?: string }): string {
  if (after !== undefined) return 'No further links.';
  return health === undefined ? 'Nothing is linked.' : 'No link is of this health.';
}

const columns = ['VCC account', 'Dynamics 365 user', 'Health', 'Linked', 'Activity', 'Last error'] as const;

// On a narrow page the rows are boxes (see links.css), which takes a table's roles away: so they are written out.
function table(links: readonly LinkSummary[]): Html {
  return html`<table role="table" aria-label="Links">
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map((column) => html`<th role="columnheader" scope="col">${column}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${links.map(row)}
    </tbody>
  </table>`;
}

/** Whatever came from outside is in a `bdi`: a name that is written from right to left, or has marks for it, turns nothing else. */
function row(link: LinkSummary): Html {
  const { account, organization, lastError } = link;
  const [account_, user, health, linked, activity, error] = columns;
  return html`<tr role="row" data-account="${link.vccAccountId}">
    <th role="rowheader" scope="row" data-label="${account_}"><bdi>${link.vccAccountId}</bdi></th>
    <td role="cell" data-label="${user}">
      <bdi>${account.name}</bdi> <bdi class="secondary">${account.username}</bdi>
      <bdi>${organization.name}</bdi> <bdi class="secondary">${organization.url}</bdi>
    </td>
    <td role="cell" data-label="${health}">
      <span class="health" data-health="${link.health}">${healthNames[link.health]}</span>
      ${link.healthReason === undefined ? '' : html`<span>${reasons[link.healthReason]}</span>`}
      ${link.missingPrivileges ? html`<span>lacks <bdi>${link.missingPrivileges.join(', ')}</bdi></span>` : ''}
    </td>
    <td role="cell" data-label="${linked}">
      ${time(link.linkedAt)} ${link.linkedBy === undefined ? '' : html`<span>by <bdi>${link.linkedBy}</bdi></span>`}
      <span class="secondary">key <bdi>${link.keyId}</bdi></span>
    </td>
    <td role="cell" data-label="${activity}">
      <span>used ${time(link.lastUsedAt)}</span> <span>refreshed ${time(link.lastRefreshedAt)}</span>
      <span>checked ${time(link.lastCheckedAt)}</span>
    </td>
    <td role="cell" data-label="${error}">
      ${
        lastError
          ? html`<span>${lastError.code}</span> ${time(lastError.at)} <bdi class="secondary">${lastError.message}</bdi>`
          : '–'
      }
    </td>
  </tr>`;
}

function time(at: Date | undefined): Html {
  if (!at) return html`never`;
  const iso = at.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)}</time>`;
}
