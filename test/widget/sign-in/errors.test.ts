import {
  AuthError,
  BrowserAuthError,
  BrowserAuthErrorCodes,
  ClientAuthError,
  ClientAuthErrorCodes,
  ClientConfigurationError,
  ClientConfigurationErrorCodes,
} from '@azure/msal-browser';
import { expect } from '@open-wc/testing';
import type { LinkErrorCode } from '../../../src/index.js';
import { WidgetError } from '../../../src/widget/errors.js';
import { messages } from '../../../src/widget/messages/en-GB.js';
import type { ToldErrorCode } from '../../../src/widget/messages/messages.js';
import { signInError } from '../../../src/widget/sign-in/errors.js';

/** Failures of MSAL's own, by the constants of the version that is used: an upgrade that renames one must fail here. */
describe('a failure of MSAL', () => {
  const browser = BrowserAuthErrorCodes;
  const client = ClientAuthErrorCodes;
  const configuration = ClientConfigurationErrorCodes;
  const own: [code: LinkErrorCode, kind: typeof BrowserAuthError, thrown: string[]][] = [
    ['cancelled', BrowserAuthError, [browser.userCancelled]],
    ['popup-blocked', BrowserAuthError, [browser.popupWindowError, browser.emptyWindowError]],
    ['framed', BrowserAuthError, [browser.blockNestedPopups]],
    ['attempt-elsewhere', BrowserAuthError, [browser.interactionInProgress]],
    ['identity-provider-unavailable', BrowserAuthError, [browser.noNetworkConnectivity, browser.getRequestFailed]],
    [
      'identity-provider-unavailable',
      ClientAuthError,
      [client.endpointResolutionError, client.openIdConfigError, client.networkError],
    ],
    [
      'configuration',
      ClientConfigurationError,
      [configuration.authorityUriInsecure, configuration.untrustedAuthority, configuration.invalidAuthorityMetadata],
    ],
    ['sign-in-timeout', AuthError, ['vcc_timed_out']],
    ['internal', BrowserAuthError, [browser.cryptoNonExistent, 'brand_new_error']],
  ];
  const correlationId = crypto.randomUUID();
  const { signal } = new AbortController();

  for (const [code, Kind, thrown] of own) {
    for (const errorCode of thrown) {
      it(`${errorCode} is ${code}, which the panel has a sentence for`, () => {
        const error = signInError(new Kind(errorCode, correlationId), { signal, correlationId });
        expect([error.code, error.correlationId]).to.deep.equal([code, correlationId]);
        expect(messages.errors[code as ToldErrorCode]).to.match(/^\p{Lu}.+\.$/su);
      });
    }
  }

  it('is what the attempt was ended for, once it was', () => {
    const why = new WidgetError('changed', 'The account has changed');
    const ended = AbortSignal.abort(why);
    const thrown = new BrowserAuthError(browser.userCancelled, correlationId);
    expect(signInError(thrown, { signal: ended, correlationId })).to.equal(why);
  });

  it('that is none of MSAL’s is ours', () => {
    expect(signInError(new TypeError('x'), { signal, correlationId }).code).to.equal('internal');
  });
});
