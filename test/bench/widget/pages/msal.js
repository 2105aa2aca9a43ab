import { PublicClientApplication } from '@azure/msal-browser';
import { entra, showButton } from './portal.js';

// As MSAL's popup sample does it.
const application = new PublicClientApplication({
  auth: {
    clientId: entra.clientId,
    authority: 'https://login.microsoftonline.com/organizations',
    knownAuthorities: ['login.microsoftonline.com'],
    authorityMetadata: JSON.stringify(entra.metadata),
    redirectUri: entra.redirectUri,
  },
});
await application.initialize();
showButton(() => application.loginPopup({ scopes: ['openid', 'profile', 'offline_access'] }));
