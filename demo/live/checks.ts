/** A check that needs a live tenant. */
export interface LiveCheck {
  id: string;
  /** What to do, in plain words. */
  do: string;
  /** What must be seen. */
  see: string;
  /** To be made in each browser, not in one only. @default false */
  everyBrowser?: boolean;
}

/** What stand-ins can't show faithfully: `live-tenant-check.md` and the page of `npm run start:live` are made from it. */
export const liveChecks: readonly LiveCheck[] = [
  {
    id: 'first-link',
    do: 'Link as A, first time: accept',
    see: 'Microsoft’s consent page names the app and the publisher; the window closes by itself; Linked, with A',
    everyBrowser: true,
  },
  {
    id: 'records',
    do: 'Find, create and update a contact by a call or the data connector',
    see: 'The record carries A as its owner or editor',
  },
  { id: 'link-again', do: 'Unlink, Link again as A', see: 'No consent page this time; Linked' },
  {
    id: 'window-closed',
    do: 'Link; close Microsoft’s window at the password page',
    see: 'Within a second: “Did you finish signing in?”, with Cancel and Try again',
    everyBrowser: true,
  },
  {
    id: 'late-answer',
    do: 'Link; come back to the portal; finish in the window',
    see: 'Linked: the late answer counts, though Microsoft’s pages are isolated (COOP)',
    everyBrowser: true,
  },
  {
    id: 'cancelled',
    do: 'Link; Cancel at the portal; finish in the window',
    see: 'The window says that nothing was linked; the backend gets no POST',
    everyBrowser: true,
  },
  {
    id: 'back-in-picker',
    do: 'Link; sign in to two accounts; *Back* in the account picker',
    see: 'The panel is as it was before Link, without an error: it counts as cancelled',
  },
  {
    id: 'consent-refused',
    do: 'Remove A’s consent (*Enterprise applications* → *Permissions*), Link as A, Cancel at the consent page',
    see: '“The permissions were not accepted”',
  },
  {
    id: 'return-without-consent',
    do: 'The next check’s setting. Link as B, *Return to the application without granting consent*',
    see: 'No “Thank you”; a message that leads to a Microsoft administrator, or the panel as before. Note what Microsoft sent',
  },
  {
    id: 'admin-approval',
    do: '*Enterprise applications* → *Consent*: off for users. Link as B',
    see: '“Need admin approval” at Microsoft; back here, the message leads to a Microsoft administrator',
  },
  {
    id: 'not-assigned',
    do: '*Properties* → *Assignment required*: on, A not assigned. Link as A',
    see: 'AADSTS50105: on Microsoft’s own page, or as a message here. Note which',
  },
  {
    id: 'conditional-access',
    do: 'A policy of conditional access that blocks this app. Link as A',
    see: 'AADSTS53003: note where it is shown',
  },
  {
    id: 'more-proof',
    do: 'Multi-factor authentication for A. Link; break it off',
    see: 'The message, or the question for a closed window. Finishing it links',
  },
  {
    id: 'other-users',
    do: 'Link as B, C, D, P and G in turn',
    see: 'Missing privileges by name; no environment; a choice that lists no disabled environment; wrong account; wrong account',
  },
  {
    id: 'other-region',
    do: 'Link as D and choose the environment in the other region',
    see: 'Linked, with that environment; the data connector finds its contacts',
  },
  { id: 'user-disabled', do: 'Disable A in the environment. Link as A', see: '“can’t be linked”' },
  {
    id: 'shared-privileges',
    do: 'Start with `TABLES=contact,phonecall,task`; take *Create* on *Activity* from A’s role. Link as A',
    see: '*Create on Activity* is missing, named once',
  },
  {
    id: 'role-taken',
    do: 'Take the role from a linked A. Check the link after ten minutes',
    see: '`restricted`, with the privilege’s name',
  },
  {
    id: 'ip-firewall',
    do: 'Turn on the environment’s IP firewall without this machine’s address. Check the link; then Link as A',
    see: '`restricted`, the environment does not let Vonage in; the same while linking. Off again: active at the next check',
  },
  {
    id: 'sessions-revoked',
    do: '*Revoke sessions* of a linked A; wait until the access token is spent (up to 90 minutes); use the connector',
    see: '`expired`; Link again leads back to Linked without passing through Unlinked',
  },
  {
    id: 'app-deleted',
    do: 'Delete the *Enterprise application* in the tenant of a linked A; wait until the access token is spent; use the connector',
    see: '`expired`, the application was removed; Link again asks for consent and leads back to Linked',
  },
  {
    id: 'secret-wrong',
    do: 'Let the secret expire, or put in a wrong one. Link as A',
    see: '“not set up correctly”; an alert for operations',
  },
  {
    id: 'certificate',
    do: 'Start with `ENTRA_CERTIFICATE` and `ENTRA_PRIVATE_KEY` in place of the secret. Link as A',
    see: 'Linked; the data connector works after an hour as well',
  },
  {
    id: 'registered-as-spa',
    do: 'Change the redirect URI’s platform to *Single-page application*. Link as A',
    see: '“not set up correctly” (AADSTS9002327). Change it back',
  },
  {
    id: 'code-expired',
    do: 'Start a link, hold the POST for eleven minutes (a breakpoint in the backend), go on',
    see: '“did not accept this sign-in”',
  },
  {
    id: 'no-secrets',
    do: 'Look through the browser’s network log and storage of all of the above',
    see: 'No access token, no refresh token; no code after the POST',
  },
];

/** Returns the checks as a document to print. */
export function describeLiveChecks(): string {
  const rows = liveChecks.map(({ do: todo, see }, index) => `| ${index + 1} | ${todo} | ${see} |`);
  const everyBrowser = liveChecks.flatMap(({ everyBrowser }, index) => (everyBrowser ? [index + 1] : []));
  return `# Checks against a live tenant

<!-- Made from demo/live/checks.ts by \`npm run write:live-checks\`. -->

What stand-ins can't show faithfully. Once per release, in an hour, with a test tenant: never with customers' records.

## What you need

- A Microsoft 365 tenant with Dynamics 365 (a trial will do), and its administrator.
- An app registration as the README says: platform **Web**, redirect URI \`http://localhost:4000/popup-callback.html\`,
  \`user_impersonation\`, a secret or certificate.
- Users: **A** with the role Sales Manager in one environment; **B** with Basic User only; **C** without a licence; **D**
  in two environments, of which one is in another region; a personal account **P**; an account **G** of another organisation.
- \`ENTRA_CLIENT_ID=… ENTRA_CLIENT_SECRET=… RECORD=exchanges.jsonl npm run start:live\`, which shows this list with buttons, keeps the
  results and exports them; then \`npm run compare-record exchanges.jsonl\`, which says where Microsoft's answers differ from
  the stand-ins'. The recording holds shapes only: no value, name, token or id.

Write down for every failure the reference in the message.

## What to do, and what must be seen

| | do | see |
|---|---|---|
${rows.join('\n')}

Make ${everyBrowser.join(', ')} in Chrome, Edge, Firefox and Safari. The rest in one browser.
`;
}
