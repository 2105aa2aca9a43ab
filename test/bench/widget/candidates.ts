export interface Candidate {
  name: string;
  /** In the page, beside the heading. */
  markup: string;
  /** Scripts of the page, in order. */
  scripts: string[];
  /** Draws a panel by itself; the others are libraries that a portal draws a button for. */
  drawsPanel: boolean;
}

export const ours: Candidate = {
  name: 'vcc-dynamics-auth',
  markup:
    '<vcc-dynamics-auth endpoint="/api/dynamics-link" client-id="5d9c0e6e-8d6f-4f2e-9a57-7c1f4b0f3f10" redirect-uri="/popup-callback.html"></vcc-dynamics-auth>',
  scripts: ['/cdn/vcc-dynamics-auth.js', '/pages/ours.js'],
  drawsPanel: true,
};

export const bare: Candidate = {
  name: 'bare Lit element',
  markup: '<bare-element></bare-element>',
  scripts: ['/pages/lit.js'],
  drawsPanel: true,
};

export const peers: Candidate[] = [
  { name: 'MSAL popup sample', markup: '', scripts: ['/pages/msal.js'], drawsPanel: false },
  { name: '<mgt-login>', markup: '<mgt-login></mgt-login>', scripts: ['/pages/mgt.js'], drawsPanel: true },
  { name: 'oidc-client-ts', markup: '', scripts: ['/pages/oidc.js'], drawsPanel: false },
  { name: 'auth0-spa-js', markup: '', scripts: ['/pages/auth0.js'], drawsPanel: false },
];
