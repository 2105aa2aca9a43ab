import { UserManager } from 'oidc-client-ts';
import { entra, showButton } from './portal.js';

const users = new UserManager({
  authority: entra.authority,
  client_id: entra.clientId,
  redirect_uri: entra.redirectUri,
  scope: 'openid profile offline_access',
  metadata: entra.metadata,
});
await users.getUser();
showButton(() => users.signinPopup());
