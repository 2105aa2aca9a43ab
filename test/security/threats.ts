import { asvs } from './table/asvs.js';
import { oauth } from './table/oauth.js';
import { product } from './table/product.js';
import type { Threat } from './threat.js';

export const groups: readonly { title: string; threats: readonly Threat[] }[] = [
  { title: 'OAuth: RFC 9700, and OAuth 2.0 for Browser-Based Applications', threats: oauth },
  { title: 'OWASP ASVS 5.0', threats: asvs },
  { title: 'Account linking, MSAL’s bridge, tabs', threats: product },
];

export const threats: readonly Threat[] = groups.flatMap((group) => group.threats);

/** What a reader should know that no test can take away. */
const remains = [
  'A hostile script in the portal’s origin can do what the administrator can: read the panel, open the sign-in window after a click, unlink, and post a code of its own user. It gets no token, and the record names what it linked. Against it stand the portal’s content security policy and Trusted Types.',
  'It can also keep the lock or flood the channel without end: Link then says that linking is under way elsewhere, *Continue here instead* begins all the same, and the panel asks at most once in three seconds.',
  'It can prevent linking altogether, for instance by removing the panel.',
  'The nonce is bound to VCC account and user, not to one browser: a colleague of the same portal user id could finish a sign-in that was begun elsewhere with it.',
  'A sign-in window that is cancelled under COOP and finished later keeps its callback’s address in that window’s performance timeline until it is closed. Its code is never redeemed, and worth nothing without the client secret.',
  'Who can write to the database can put back a row that was deleted by Unlink, with its own ciphertexts, as long as the refresh token in it lives; and can change the names that are shown, which are not bound to the ciphertexts.',
  'Tokens that were sealed by version 0.1 have no key commitment until they are refreshed or the keys are rotated.',
  'GETs are limited in each process: with several processes the limits add up.',
  'An access token that was issued stays valid at Microsoft for up to 90 minutes after Unlink, and the consent stays in the customer’s tenant.',
];

/** Returns the table as a text for readers. */
export function describeThreats(): string {
  const rows = ({ id, threat, sources, met, tests }: Threat) => {
    const shown = tests.map(([file, title]) => `\`${file}\`: ${title}`);
    return `| \`${id}\` | ${threat} | ${sources.join('; ')} | ${met} | ${shown.join('<br>')} |`;
  };
  const tables = groups.map(
    ({ title, threats: own }) =>
      `## ${title}\n\n| row | threat | source | how it is met | tests (below \`test/\`) |\n|---|---|---|---|---|\n${own.map(rows).join('\n')}`,
  );
  return `# Threats

Made from \`threats.ts\` by \`npm run write:threats\`. \`npm run test:security\` runs every test that is named here, and fails when one
of them did not run. ASVS is OWASP’s Application Security Verification Standard 5.0.

${tables.join('\n\n')}

## What remains

${remains.map((text) => `- ${text}`).join('\n')}
`;
}
