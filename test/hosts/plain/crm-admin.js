// The page of every bundler: no framework, the package alone.
import 'vcc-dynamics-auth';

const { antiforgeryToken, clientId, authority, authorityMetadata } = await (await fetch('/api/portal/settings')).json();

const portalFetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('X-Portal-Antiforgery', antiforgeryToken);
  return fetch(input, { ...init, headers });
};

const panel = document.createElement('vcc-dynamics-auth');
Object.assign(panel, {
  endpoint: '/api/dynamics-link',
  clientId,
  redirectUri: '/popup-callback.html',
  authority,
  authorityMetadata,
  fetch: portalFetch,
});
document.body.append(panel);
