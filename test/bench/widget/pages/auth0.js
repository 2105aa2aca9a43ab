import { createAuth0Client } from '@auth0/auth0-spa-js';
import { entra, showButton } from './portal.js';

const client = await createAuth0Client({
  // A host, to which https:// is put in front; it is only asked after the click.
  domain: entra.authority,
  clientId: entra.clientId,
  authorizationParams: { redirect_uri: entra.redirectUri },
});
showButton(() => client.loginWithPopup());
