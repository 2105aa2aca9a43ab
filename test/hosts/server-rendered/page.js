import { version } from './versions.js';

/** Renders the page CRM Admin. */
export function renderPage({ account, otherAccount, antiforgeryToken, clientId, authority, authorityMetadata }) {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="antiforgery-token" content="${antiforgeryToken}" />
    <link rel="icon" href="data:," />
    <title>CRM Admin</title>
    <script defer src="jquery.min.js"></script>
    <script defer src="crm-admin.js"></script>
    <script type="module" src="vcc-dynamics-auth/${version}/vcc-dynamics-auth.js"></script>
    <script type="application/json" id="authority-metadata">${JSON.stringify(authorityMetadata)}</script>
  </head>
  <body>
    <h1>CRM Admin</h1>
    <form method="post" action="save">
      <p>VCC account: <output id="account">${account.name}</output></p>
      <label>Notes <input name="notes" /></label>
      <div id="place">
        <vcc-dynamics-auth
          endpoint="/api/dynamics-link"
          client-id="${clientId}"
          redirect-uri="/popup-callback.html"
          authority="${authority}"
        ></vcc-dynamics-auth>
      </div>
      <button>Save</button>
    </form>
    <button id="switch" data-other='${JSON.stringify(otherAccount)}'>Switch account</button>
    <button id="mount">Unmount</button>
    <output id="events"></output>
  </body>
</html>`;
}
