import { text } from 'node:stream/consumers';
import { html } from 'hono/html';
import type Provider from 'oidc-provider';
import { findPerson, type Person, people, personalAccountsTenant } from '../people.js';
import { authorizationError, type EntraFaults, ownPageError } from './faults.js';
import { permission } from './resources.js';

type Middleware = Parameters<Provider['use']>[0];
type Html = ReturnType<typeof html>;

/** Serves the two pages of a sign-in, account and permissions. Both belong to one interaction of the provider. */
export function signInPages(
  provider: Provider,
  resources: string[],
  faults: () => EntraFaults,
  /** User names of those who have consented. */
  consented: Set<string>,
): Middleware {
  return async (ctx, next) => {
    if (ctx.path === '/sign-in.css') {
      ctx.type = 'css';
      ctx.body = styles;
      return;
    }
    if (!/^\/sign-in\/[\w-]+$/.test(ctx.path)) return next();

    const show = async (page: Html) => {
      ctx.type = 'html';
      ctx.body = String(await page);
    };
    const interaction = await provider.interactionDetails(ctx.req, ctx.res).catch(() => undefined);
    if (!interaction) {
      ctx.status = 400;
      return show(expiredPage());
    }
    const { login_hint: hint } = interaction.params;
    const hinted = typeof hint === 'string' && !('other' in ctx.query) ? findPerson(hint) : undefined;
    if (ctx.method !== 'POST') return show(hinted ? hintedPage(hinted) : signInPage());

    const form = new URLSearchParams(await text(ctx.req));
    if (form.get('decision') === 'back') {
      // Without a description, unlike declining (adal-js 804, msal-dotnet 1736).
      ctx.status = 303;
      ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, { error: 'access_denied' }));
      return;
    }
    const person = findPerson(form.get('username') ?? '');
    if (!person) return show(signInPage(form.get('username') ?? ''));
    const { authorize, ownPage, personalAccounts } = faults();
    if (ownPage !== undefined) return show(refusedPage(ownPageError(ownPage)));
    if (person.tid === personalAccountsTenant && personalAccounts === undefined) {
      return show(
        refusedPage('You can’t sign in here with a personal account. Use your work or school account instead.'),
      );
    }
    // Entra asks once, and then no more until the consent is taken back.
    const decision = form.get('decision') ?? (consented.has(person.username) ? 'accept' : undefined);
    if (!decision) return show(permissionPage(person, String(interaction.params['scope'])));

    const result = authorize
      ? authorizationError(authorize)
      : decision === 'accept'
        ? {
            login: { accountId: person.username, remember: false },
            consent: { grantId: await grantAll(provider, String(interaction.params['client_id']), person, resources) },
          }
        : { error: 'access_denied', error_description: 'AADSTS65004: User declined to consent to access the app.' };
    if (!authorize && decision === 'accept') consented.add(person.username);
    ctx.status = 303;
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
  };
}

/** Entra's own page for what it does not send back: an application or a redirect URI that it does not know. */
export function errorPage(message: string): string {
  return String(refusedPage(message));
}

async function grantAll(provider: Provider, clientId: string, person: Person, resources: string[]): Promise<string> {
  const grant = new provider.Grant({ clientId, accountId: person.username });
  grant.addOIDCScope('openid profile offline_access');
  for (const resource of resources) grant.addResourceScope(resource, permission(resource));
  return grant.save();
}

function signInPage(unknown?: string): Html {
  return page(
    'Sign in',
    html`<h1>Sign in</h1>
      <p>This stands in for Microsoft. Nobody has a password here.</p>
      <form method="post">
        ${unknown === undefined ? '' : html`<p role="alert">There is no account “${unknown}”.</p>`}
        <label for="username">Account</label>
        <input id="username" name="username" autocomplete="off" autocapitalize="none" spellcheck="false" required />
        <button>Next</button>
      </form>
      <h2>Pick an account</h2>
      <form method="post">
        <ul>
          ${people.map(
            (person) =>
              html`<li>
                <button name="username" value="${person.username}">
                  <strong>${person.name}</strong> <span>${person.username}</span> <small>${person.description}</small>
                </button>
              </li>`,
          )}
        </ul>
      </form>
      <form method="post"><button name="decision" value="back">Back</button></form>`,
  );
}

/** In place of Entra's page for the password of the user whom `login_hint` names. */
function hintedPage(person: Person): Html {
  return page(
    'Sign in',
    html`<h1>Enter password</h1>
      <p>This stands in for Microsoft. Nobody has a password here.</p>
      <form method="post">
        <ul>
          <li>
            <button name="username" value="${person.username}">
              <strong>${person.name}</strong> <span>${person.username}</span>
            </button>
          </li>
        </ul>
      </form>
      <p><a href="?other">Use another account</a></p>`,
  );
}

function permissionPage(person: Person, scope: string): Html {
  const asked = [
    ...(scope.includes('user_impersonation') ? ['Use Dynamics 365 as you'] : []),
    ...(scope.includes('profile') ? ['See your name and account'] : []),
    ...(scope.includes('offline_access') ? ['Keep this access while you are away'] : []),
  ];
  return page(
    'Permission requested',
    html`<p>${person.username}</p>
      <h1>Permission requested from Vonage</h1>
      <p>Vonage would like to:</p>
      <ul class="asked">
        ${asked.map((permitted) => html`<li>${permitted}</li>`)}
      </ul>
      <form method="post" class="decision">
        <input type="hidden" name="username" value="${person.username}" />
        <button name="decision" value="cancel">Cancel</button>
        <button name="decision" value="accept" class="primary">Accept</button>
      </form>`,
  );
}

function refusedPage(message: string): Html {
  return page(
    'Sign in',
    html`<h1>Sorry, but we’re having trouble signing you in</h1>
      <p>${message}</p>`,
  );
}

function expiredPage(): Html {
  return page(
    'Sign-in ended',
    html`<h1>This sign-in has ended</h1>
      <p>Close this window and begin again.</p>`,
  );
}

function page(title: string, content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title} · Microsoft stand-in</title>
        <link rel="stylesheet" href="/sign-in.css" />
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html>`;
}

const styles = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; background: light-dark(#f2f2f2, #161616); color: light-dark(#1b1b1b, #f2f2f2); }
main { max-width: 26rem; margin: 2rem auto; padding: 1.5rem; background: light-dark(#fff, #242424); }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
ul:not(.asked) { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; }
label { display: block; font-weight: 600; }
input { font: inherit; box-sizing: border-box; width: 100%; padding: .5rem; margin: .25rem 0 .75rem; }
button { font: inherit; padding: .5rem 1rem; cursor: pointer; border: 1px solid light-dark(#6b6b6b, #9a9a9a);
  background: transparent; color: inherit; }
li button { width: 100%; text-align: start; }
li button :is(span, small) { display: block; }
.decision { display: flex; justify-content: flex-end; gap: .5rem; }
.primary { background: #0067b8; border-color: #0067b8; color: #fff; }
button:focus-visible, input:focus-visible { outline: 2px solid light-dark(#0067b8, #6cb8f6); outline-offset: 2px; }
[role=alert] { color: light-dark(#b00020, #ff8a8a); }
`;
