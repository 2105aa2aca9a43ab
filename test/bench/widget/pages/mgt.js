import { registerMgtLoginComponent } from '@microsoft/mgt-components';
import { LoginType, Providers } from '@microsoft/mgt-element';
import { Msal2Provider } from '@microsoft/mgt-msal2-provider/dist/es6/exports.js';
import { entra } from './portal.js';

// As the Microsoft Graph Toolkit's documentation has it, with the one component that is used.
Providers.globalProvider = new Msal2Provider({
  clientId: entra.clientId,
  redirectUri: entra.redirectUri,
  loginType: LoginType.Popup,
  options: {
    auth: {
      clientId: entra.clientId,
      authority: 'https://login.microsoftonline.com/organizations',
      knownAuthorities: ['login.microsoftonline.com'],
      authorityMetadata: JSON.stringify(entra.metadata),
      redirectUri: entra.redirectUri,
    },
  },
});
registerMgtLoginComponent();
