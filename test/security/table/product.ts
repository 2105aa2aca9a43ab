import type { Threat } from '../threat.js';

/** What is particular to linking an account, to MSAL’s bridge, and to several tabs. */
export const product: readonly Threat[] = [
  {
    id: 'account-under-the-page',
    threat: 'A tab that was made for one VCC account shows, links or unlinks another one.',
    sources: ['account linking'],
    met: 'Every answer names the account; the panel keeps to that of its page, and If-Match names it to the backend.',
    tests: [
      ['e2e/story.test.ts', 'never changes another VCC account from a tab that was made for the first'],
      ['widget/link/account-pin.test.ts', 'unlinks nothing there'],
      ['widget/link/account-pin.test.ts', 'opens no sign-in with a nonce of the other account'],
      ['backend/linking/entity-tag.test.ts', 'is refused when the page showed another VCC account'],
      ['contract/command/check-backend.test.ts', 'finds nothing wrong with the reference backend'],
    ],
  },
  {
    id: 'repeated-under-another-account',
    threat: 'A POST whose answer was lost is repeated after the session was switched.',
    sources: ['account linking'],
    met: 'Answers are repeated to the same account and user alone; the panel says that the outcome is not known.',
    tests: [
      ['backend/linking/entity-tag.test.ts', 'of another account stops a POST that is repeated there'],
      [
        'backend/linking/idempotent-posts.test.ts',
        'is not answered to another user of the account, nor to another account',
      ],
      [
        'widget/link/account-pin.test.ts',
        'does not say that a posted attempt was refused: it may have been made before the switch',
      ],
    ],
  },
  {
    id: 'wrong-user',
    threat: 'A Dynamics 365 user is linked to two accounts, or one account to two users.',
    sources: ['account linking'],
    met: 'Two unique constraints, which decide also when two come at once.',
    tests: [
      ['backend/linking/complete-link.test.ts', 'refuses a Dynamics user who is linked to another VCC account'],
      ['backend/linking/complete-link.test.ts', 'lets only one of two accounts have a user that both link at once'],
    ],
  },
  {
    id: 'stale-page',
    threat: 'A page that is not up to date unlinks or replaces a colleague’s link.',
    sources: ['account linking'],
    met: 'If-Match names the link that the page showed.',
    tests: [
      ['backend/linking/entity-tag.test.ts', 'does not unlink a newer link from a stale page'],
      ['backend/linking/entity-tag.test.ts', 'does not replace a newer link from a stale page'],
    ],
  },
  {
    id: 'unlink-ends-it',
    threat: 'After Unlink a token is still there, or comes back.',
    sources: ['account linking'],
    met: 'Link, tokens and waiting grants are deleted before the answer; a refresh that is under way brings nothing back.',
    tests: [
      ['backend/linking/unlinking.test.ts', 'deletes link, tokens and waiting grants'],
      ['backend/linking/unlinking.test.ts', 'ends a POST that is being worked on'],
      ['backend/grants/link-tokens.test.ts', 'brings nothing back to life when the account is unlinked meanwhile'],
    ],
  },
  {
    id: 'removed-tenant',
    threat: 'A customer whose tenant was taken off the list is still called for.',
    sources: ['account linking'],
    met: 'Its links are neither used nor refreshed, and say why.',
    tests: [
      ['backend/grants/tenant-check.test.ts', 'is neither called nor refreshed any more, and the panel says so'],
      ['backend/grants/tenant-check.test.ts', 'works again once it is back'],
    ],
  },
  {
    id: 'rate-fairness',
    threat: 'One user, or those who may only look, use up what others need.',
    sources: ['ASVS 2.4.1'],
    met: 'Looks and changes are counted apart, per user before per account, and those who may only look have a share of their own.',
    tests: [
      ['backend/http/rate-limit.test.ts', 'lets nobody who may only look use up the share of those who may change'],
      ['backend/http/rate-limit.test.ts', 'counts changes apart from looks, per user and per account'],
    ],
  },
  {
    id: 'code-guessing',
    threat: 'One session tries codes out, and Entra blocks all of us for it.',
    sources: ['ASVS 2.4.1'],
    met: 'Five refused codes in ten minutes, counted across processes, then no more reach Entra.',
    tests: [
      [
        'backend/http/rate-limit.test.ts',
        'stop reaching Entra after a few of one session, and no other session is in the way',
      ],
      ['backend/http/rate-limit.test.ts', 'are counted also when they come at once'],
    ],
  },
  {
    id: 'channel-flood',
    threat: 'A script of the same origin floods the channel of the tabs.',
    sources: ['MSAL’s bridge and tabs'],
    met: 'It leads to one question at once and one more in three seconds.',
    tests: [
      ['widget/link/tabs.test.ts', 'leads to one question at once and one more soon, however much is said on it'],
    ],
  },
  {
    id: 'lock-theft',
    threat: 'A script of the same origin steals or keeps the lock of the attempts.',
    sources: ['MSAL’s bridge and tabs'],
    met: 'The attempt loses its place on the panel; its sign-in still counts, since the backend decides. Link can always take over.',
    tests: [
      ['widget/linking/tab-lock.test.ts', 'loses its place on the panel, and not its result'],
      ['widget/linking/tab-lock.test.ts', 'can be begun anew here, which ends the other one'],
    ],
  },
  {
    id: 'bridge-state',
    threat: 'A crafted answer makes MSAL’s redirect bridge leave for another page, with the code in its cache.',
    sources: ['MSAL’s bridge and tabs'],
    met: 'The callback page passes on popups’ answers alone, and only what it has looked at.',
    tests: [['widget/callback/callback-page.test.ts', 'refuses …, cleans its URL, tells nobody and goes nowhere']],
  },
  {
    id: 'window-name',
    threat: 'window.name or the opener carries something to another page.',
    sources: ['MSAL’s bridge and tabs'],
    met: 'Nothing is written to the page’s window.name; the sign-in page’s opener can at most navigate the portal’s tab, as every popup can, and Entra ends that by COOP.',
    tests: [['e2e/heap.test.ts', 'holds neither code nor verifier once the link is there']],
  },
  {
    id: 'code-in-heap',
    threat: 'Code or verifier stay in the page’s memory.',
    sources: ['MSAL’s bridge and tabs'],
    met: 'They are forgotten with the answer, and ten minutes after the sign-in at the latest.',
    tests: [
      ['e2e/heap.test.ts', 'holds neither code nor verifier once the link is there'],
      ['widget/linking/changes.test.ts', 'keeps a code for Try again, and no longer than that button'],
    ],
  },
];
