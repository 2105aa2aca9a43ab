export const entra = {
  clientId: '5d9c0e6e-8d6f-4f2e-9a57-7c1f4b0f3f10',
  authority: `${location.origin}/organizations`,
  redirectUri: `${location.origin}/popup-callback.html`,
  metadata: {
    issuer: `${location.origin}/organizations/v2.0`,
    authorization_endpoint: `${location.origin}/authorize`,
    token_endpoint: `${location.origin}/token`,
    jwks_uri: `${location.origin}/keys`,
    end_session_endpoint: `${location.origin}/sign-out`,
  },
};

/** Libraries draw nothing by themselves. `told` is when they say that nothing came of it. */
export function showButton(signIn) {
  const button = document.createElement('button');
  button.textContent = 'Sign in';
  button.addEventListener('click', () => {
    signIn().catch((error) => {
      window.told = { at: performance.timeOrigin + performance.now(), says: String(error) };
    });
  });
  document.querySelector('main').append(button);
}
