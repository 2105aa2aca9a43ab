import type { Threat } from '../threat.js';

/** RFC 9700, Best Current Practice for OAuth 2.0 Security; and OAuth 2.0 for Browser-Based Applications. */
export const oauth: readonly Threat[] = [
  {
    id: 'redirect-uri',
    threat: 'A code is sent to a page that is not the portal’s.',
    sources: ['RFC 9700 4.1', 'ASVS 10.4.1'],
    met: 'The redirect URI is of the page’s own origin; the backend compares it exactly with those that are configured, and with the Origin of the POST.',
    tests: [
      ['widget/settings.test.ts', 'name the attribute that is missing or wrong'],
      ['contract/command/check-backend.test.ts', 'finds nothing wrong with the reference backend'],
    ],
  },
  {
    id: 'referer-and-history',
    threat: 'A code stays in the browser’s history, or leaves by a Referer.',
    sources: ['RFC 9700 4.2', 'RFC 9700 4.3', 'ASVS 3.4.5'],
    met: 'The code comes in a fragment, which the callback page takes out of its address before anything else; requests have no referrer.',
    tests: [
      [
        'widget/callback/callback-page.test.ts',
        'cleans its URL at once, asks, and hands over only when the attempt is wanted',
      ],
      [
        'e2e/secrets.test.ts',
        "holds the code in the callback's fragment and the POST only, and no token at all, COOP …",
      ],
    ],
  },
  {
    id: 'mix-up',
    threat: 'A code of one authorization server is sent to another.',
    sources: ['RFC 9700 4.4', 'ASVS 10.2.2'],
    met: 'The authority goes with the code, is configured in pairs with redirect URIs, and two clouds at one redirect URI are refused at the start. Entra sends no `iss` (RFC 9207), so it is never required.',
    tests: [
      ['backend/options.test.ts', 'that are wrong are refused at the start, without naming a secret'],
      ['contract/command/check-backend.test.ts', 'finds nothing wrong with the reference backend'],
    ],
  },
  {
    id: 'code-injection',
    threat: 'A stolen code is injected into another administrator’s sign-in.',
    sources: ['RFC 9700 4.5', 'ASVS 10.1.2', 'ASVS 10.5.1'],
    met: 'PKCE with S256; the nonce is of this VCC account and user, single use, and compared with the one in the id_token.',
    tests: [
      ['backend/microsoft/entra.test.ts', 'refuses an id_token …'],
      ['backend/linking/nonces.test.ts', 'is refused when the sign-in began under another VCC account'],
      ['backend/linking/nonces.test.ts', 'is refused with a nonce that was used'],
    ],
  },
  {
    id: 'forgery',
    threat: 'Another site links, unlinks or chooses in the administrator’s session.',
    sources: ['RFC 9700 4.7', 'ASVS 3.5.1', 'ASVS 3.5.2', 'ASVS 10.2.1'],
    met: 'Origin is compared with a list, Sec-Fetch-Site must be same-origin, bodies must call themselves JSON, If-Match is required.',
    tests: [
      ['backend/http/middleware.test.ts', 'is refused when it comes from another site'],
      ['backend/http/middleware.test.ts', 'is refused as a preflight'],
    ],
  },
  {
    id: 'method-override',
    threat: 'A request that is allowed is read as one that is not.',
    sources: ['ASVS 3.5.3'],
    met: 'Only the method itself counts: no header, query or body changes it. GET changes nothing.',
    tests: [['security/method-override.test.ts', 'is read as the method that it has']],
  },
  {
    id: 'pkce',
    threat: 'A code is redeemed without its verifier.',
    sources: ['RFC 9700 4.8', 'ASVS 10.4.6'],
    met: 'Every attempt has a verifier of its own, and the backend takes none without.',
    tests: [
      ['contract/command/check-backend.test.ts', 'finds nothing wrong with the reference backend'],
      ['widget/linking/attempt.test.ts', 'signs in, posts the code once, and says Linked from the backend’s answer'],
    ],
  },
  {
    id: 'token-leak',
    threat: 'A token is sent to a server that is not Dynamics 365.',
    sources: ['RFC 9700 4.9', 'ASVS 13.2.4'],
    met: 'Environments are of Microsoft’s hosts, checked on every way in; a token is for one environment.',
    tests: [
      ['backend/microsoft/environments.test.ts', 'refuses everything else'],
      ['backend/microsoft/dataverse.test.ts', 'is left out when discovery says that it is outside Dynamics 365'],
      [
        'backend/store/stored-records.test.ts',
        'does not open where a row was changed to send it elsewhere, or to name somebody else',
      ],
    ],
  },
  {
    id: 'redirect-of-calls',
    threat: 'A redirect takes a code, a token or a client secret along.',
    sources: ['RFC 9700 4.11', 'RFC 9700 4.12'],
    met: 'No redirect is followed, and no `@odata.nextLink` is asked for.',
    tests: [
      ['backend/microsoft/entra.test.ts', 'follows no redirect with a code in hand'],
      ['backend/data-connector/data-connector.test.ts', 'never asks for what an answer names as its next page'],
      ['backend/data-connector/data-connector.test.ts', 'says which kind of refusal it met'],
    ],
  },
  {
    id: 'refresh-token',
    threat: 'A stolen refresh token is used, or one is lost by a race.',
    sources: ['RFC 9700 4.14', 'ASVS 10.1.1', 'ASVS 10.4.10'],
    met: 'Refresh tokens are with the backend alone, encrypted, of a confidential client; a link is refreshed once at a time.',
    tests: [
      [
        'backend/store/stored-records.test.ts',
        'has no token, code, verifier or secret in the clear, neither linked nor waiting',
      ],
      ['backend/grants/link-tokens.test.ts', 'happens once for all processes, and they all get what it gave'],
    ],
  },
  {
    id: 'clickjacking',
    threat: 'A page of another origin lays the panel under its own buttons.',
    sources: ['RFC 9700 4.16', 'ASVS 3.4.6'],
    met: 'Link, Unlink and the choice do nothing where any ancestor is of another origin, whatever headers the portal sends; the README’s policy has frame-ancestors.',
    tests: [
      ['e2e/framing.test.ts', 'can unlink nothing, by a click or by the method'],
      ['e2e/framing.test.ts', 'can link nobody'],
      ['e2e/framing.test.ts', 'gains nothing by a page of the portal in between'],
      ['e2e/framing.test.ts', 'acts where the host has said that it means that'],
    ],
  },
  {
    id: 'browser-messages',
    threat: 'A message to the callback page or to the panel is believed that is of somebody else.',
    sources: ['RFC 9700 4.17', 'ASVS 3.5.5'],
    met: 'Broadcast channels, which stay in the origin; names with a random id; the state is compared; the callback page hands over only what is wanted.',
    tests: [
      ['widget/sign-in/msal-contract.test.ts', 'ignores an answer with a state that is not ours'],
      ['widget/callback/callback-page.test.ts', 'refuses …, cleans its URL, tells nobody and goes nowhere'],
      [
        'widget/callback/callback-page.test.ts',
        'says that nothing was linked when the attempt is not wanted any more, and tells nobody the code',
      ],
    ],
  },
  {
    id: 'parser-differential',
    threat: 'The callback page and MSAL read one answer differently.',
    sources: ['RFC 9700 4.17'],
    met: 'An answer with a state, code or error twice, or with a state that is not base64 of JSON, is none.',
    tests: [
      [
        'widget/callback/callback-page.test.ts',
        'takes an answer with … for none: another reader could read it otherwise',
      ],
    ],
  },
  {
    id: 'tokens-in-browser',
    threat: 'A script takes tokens from the page, or asks for new ones.',
    sources: ['OAuth for Browser-Based Apps 5.1.1', 'OAuth for Browser-Based Apps 5.1.2', 'ASVS 10.1.1'],
    met: 'There are none: the code is redeemed by the backend, as a confidential client.',
    tests: [
      [
        'e2e/secrets.test.ts',
        "holds the code in the callback's fragment and the POST only, and no token at all, COOP …",
      ],
      ['e2e/heap.test.ts', 'holds neither code nor verifier once the link is there'],
      [
        'widget/sign-in/msal-contract.test.ts',
        'gives us code, verifier and redirect URI in place of the token request',
      ],
    ],
  },
  {
    id: 'new-tokens',
    threat: 'A hostile script of the portal’s origin runs a sign-in of its own.',
    sources: ['OAuth for Browser-Based Apps 5.1.3', 'OAuth for Browser-Based Apps 5.1.4'],
    met: 'It can do what the administrator can, as anywhere; its code is of no use without the client secret, and what it links is on record with user, tenant and environment.',
    tests: [
      ['backend/store/audit.test.ts', 'keeps what happened to links, tells the portal the same, and names who did it'],
    ],
  },
];
