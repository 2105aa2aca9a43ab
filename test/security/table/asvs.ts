import type { Threat } from '../threat.js';

/** OWASP Application Security Verification Standard 5.0: tokens, secrets, logging, front end, input, configuration. */
export const asvs: readonly Threat[] = [
  {
    id: 'id-token-signature',
    threat: 'An id_token is believed that Entra did not sign.',
    sources: ['ASVS 9.1.1', 'ASVS 9.1.2', 'ASVS 9.1.3'],
    met: 'Signatures are checked with the keys of the configured authority; no `none`, no HMAC, no key of the token’s own, no unknown `crit`.',
    tests: [
      ['backend/microsoft/entra.test.ts', 'refuses an id_token that somebody else signed'],
      [
        'backend/microsoft/entra.test.ts',
        'refuses an id_token that is not signed as Entra signs, whatever its header says',
      ],
    ],
  },
  {
    id: 'id-token-claims',
    threat: 'An id_token of another application, tenant, time or sign-in is believed.',
    sources: ['ASVS 9.2.1', 'ASVS 9.2.3', 'ASVS 10.5.2', 'ASVS 10.5.4'],
    met: 'aud, azp, iss of the tenant, exp, nonce, tid and oid are checked; the user is known by tid and oid.',
    tests: [
      ['backend/microsoft/entra.test.ts', 'refuses an id_token …'],
      ['backend/microsoft/entra.test.ts', 'refuses an id_token for us that another application asked for'],
      [
        'backend/microsoft/entra.test.ts',
        'refuses a tenant that is not configured, and knows one however it is spelled',
      ],
    ],
  },
  {
    id: 'authorization-endpoint',
    threat: 'Metadata sends people to a `javascript:` URL, which would run in the portal’s origin.',
    sources: ['ASVS 10.5.3', 'ASVS 3.7.2'],
    met: 'The authorization endpoint is https (http on this machine for stand-ins), from whatever source; else no window opens.',
    tests: [
      [
        'widget/settings.test.ts',
        'open no window for an authorization endpoint that a browser would run, or that is not safe',
      ],
    ],
  },
  {
    id: 'endpoint-by-markup',
    threat: 'Injected markup (an attribute, `<base>`) sends codes to another server.',
    sources: ['ASVS 3.2.2', 'ASVS 3.4.3'],
    met: 'Addresses are resolved against the page’s own; another origin counts by the property alone.',
    tests: [
      ['widget/settings.test.ts', 'send nothing to another origin that markup names, and say once who may'],
      [
        'widget/settings.test.ts',
        'are resolved against the address of the page, whatever a base element or named elements say',
      ],
    ],
  },
  {
    id: 'dom-clobbering',
    threat: 'Named elements take the place of what a script reads of the document.',
    sources: ['ASVS 3.2.2'],
    met: 'Addresses come from `location`, which can’t be replaced.',
    tests: [
      [
        'widget/settings.test.ts',
        'are resolved against the address of the page, whatever a base element or named elements say',
      ],
    ],
  },
  {
    id: 'prototype-pollution',
    threat: 'A member `__proto__` of messages, metadata or a record changes what all objects have.',
    sources: ['ASVS 15.3.6'],
    met: 'Members are read by name; records with a column `__proto__` are refused.',
    tests: [
      ['widget/settings.test.ts', 'are read without what `__proto__` and `constructor` in them would change'],
      [
        'backend/data-connector/data-connector.test.ts',
        'refuses names and ids that would change the meaning of a request, without calling',
      ],
      ['security/hostile-input.test.ts', 'is refused with a clear answer, whatever it holds, and reaches nobody'],
    ],
  },
  {
    id: 'text-from-outside',
    threat: 'A name from Dynamics 365 or Entra is read as HTML.',
    sources: ['ASVS 3.2.2'],
    met: 'lit renders text as text; Trusted Types are on in the README’s policy, and a test enforces it.',
    tests: [['e2e/embedding.test.ts', 'may set the policy of the README, with Trusted Types']],
  },
  {
    id: 'callback-headers',
    threat: 'A script or a frame gets at the callback page while it has a code.',
    sources: ['ASVS 3.4.3', 'ASVS 3.4.5', 'ASVS 3.4.6'],
    met: 'The README has the headers to send, the demo sends them, diagnose() says which are missing.',
    tests: [['widget/diagnosis/diagnose.test.ts', 'names what the callback page and the backend lack']],
  },
  {
    id: 'nosniff',
    threat: 'A browser takes an answer for a page or a script.',
    sources: ['ASVS 3.4.2', 'ASVS 3.4.4'],
    met: '`nosniff` and `no-store` on every answer, and no CORS header.',
    tests: [
      [
        'backend/http/middleware.test.ts',
        'is answered with `nosniff`, kept out of caches, and without CORS headers, whatever the answer',
      ],
    ],
  },
  {
    id: 'external-scripts',
    threat: 'A file of the element is changed where it is hosted.',
    sources: ['ASVS 3.6.1'],
    met: 'Hashes for subresource integrity are published, chunks included.',
    tests: [['e2e/embedding.test.ts', 'may pin every script by its hash, and allow the import map by its own']],
  },
  {
    id: 'hostile-input',
    threat: 'A body fills the memory, or means something else than was checked.',
    sources: ['ASVS 2.2.1', 'ASVS 2.2.2'],
    met: 'A schema and a limit of size at the edge; the type must be JSON.',
    tests: [
      [
        'security/hostile-input.test.ts',
        'is refused by its size, whatever length it claims, before it is read to its end',
      ],
      ['security/hostile-input.test.ts', 'is refused by its type, however that is spelled'],
    ],
  },
  {
    id: 'query-injection',
    threat: 'A caller’s number or name changes the meaning of a query to Dynamics 365.',
    sources: ['ASVS 1.2.4'],
    met: 'Values are quoted and encoded, wildcards are escaped, names of tables and columns have a pattern.',
    tests: [
      [
        'backend/data-connector/data-connector.test.ts',
        'finds a name with a quote in it, and lets no quote end the value',
      ],
      ['backend/data-connector/data-connector.test.ts', 'takes wildcards literally'],
    ],
  },
  {
    id: 'hostile-answers',
    threat: 'An answer of Entra or Dynamics 365 ends the process or fills its memory.',
    sources: ['ASVS 13.1.3', 'ASVS 13.2.6', 'ASVS 16.5.2', 'ASVS 16.5.4'],
    met: 'One client with limits of size (before and after decompression) and time; nothing is parsed in an event handler.',
    tests: [
      [
        'security/hostile-answers.test.ts',
        '… answers that nobody expects end no process, settle every call, and leave the memory as it was (seed …)',
      ],
      ['backend/microsoft/limited-fetch.test.ts', 'is given up when it is too long, of Dynamics 365 as of Entra'],
      ['backend/data-connector/data-connector.test.ts', 'refuses records that fill the memory, and says what to do'],
    ],
  },
  {
    id: 'create-twice',
    threat: 'A record is created twice because an answer was lost.',
    sources: ['ASVS 13.1.3'],
    met: 'A create that may have happened is never sent again, and the caller is told.',
    tests: [
      ['backend/data-connector/time-limits.test.ts', 'does not repeat a create that may have happened, and says so'],
    ],
  },
  {
    id: 'proxy',
    threat: 'Calls to Microsoft go around the proxy that must see them, or name the wrong host.',
    sources: ['ASVS 13.2.5'],
    met: 'One way through the proxy of the environment, for Entra as for Dynamics 365.',
    tests: [
      [
        'backend/microsoft/proxy.test.ts',
        'is the proxy of the environment, under the names that other tools read, and the host stays the one that is asked',
      ],
      ['backend/microsoft/proxy.test.ts', 'is not taken past a proxy that refuses'],
    ],
  },
  {
    id: 'secrets-in-logs',
    threat: 'A code, token or secret is in a log, an error or an event.',
    sources: ['ASVS 16.2.5', 'ASVS 16.5.1'],
    met: 'Errors and events are searched for secrets in several spellings after every test of the backend; answers have no message.',
    tests: [
      [
        'backend/secrets-in-output.test.ts',
        'holds no token, code or verifier after a link, a refresh, refusals and an unlink',
      ],
      ['backend/microsoft/entra.test.ts', 'keeps tokens of a malformed answer out of what operators see'],
      ['widget/linking/attempt.test.ts', 'shows no code, verifier or nonce in any event'],
    ],
  },
  {
    id: 'log-injection',
    threat: 'A text from outside breaks a line of a log or hides in it.',
    sources: ['ASVS 16.4.1'],
    met: 'One function takes line breaks, control and direction characters and too much length out of it.',
    tests: [
      [
        'backend/microsoft/entra.test.ts',
        'lets nothing that Entra says break a line of a log, hide in it, fill it, or repeat a secret',
      ],
      [
        'backend/microsoft/dataverse.test.ts',
        'brings nothing into a log but one short line, whatever code it answers with',
      ],
    ],
  },
  {
    id: 'records',
    threat: 'Afterwards nobody can tell who linked whom, or who tried.',
    sources: ['ASVS 16.2.1', 'ASVS 16.3.2', 'ASVS 16.3.3'],
    met: 'linked and unlinked name user, tenant and environment; refusals are recorded, those without a session too; a flood is counted.',
    tests: [
      ['backend/store/audit.test.ts', 'keeps what happened to links, tells the portal the same, and names who did it'],
      ['backend/store/audit.test.ts', 'has what was refused before a session was known, without an account'],
      ['backend/store/audit.test.ts', 'keeps sixty refusals of a user in a minute, and of the others the number'],
    ],
  },
  {
    id: 'at-rest',
    threat: 'Who can read or change the database gets tokens, or sends them elsewhere.',
    sources: ['ASVS 11.3.2', 'ASVS 11.3.4', 'ASVS 14.2.4'],
    met: 'AES-256-GCM, each ciphertext bound to its row, user, environment and version, and committed to its key.',
    tests: [
      ['backend/store/token-cipher.test.ts', 'does not open in another table, row, column or version'],
      ['backend/store/token-cipher.test.ts', 'does not open when it was altered'],
      [
        'backend/store/token-cipher.test.ts',
        'is committed to its key: a header that names another commitment does not open',
      ],
    ],
  },
  {
    id: 'folder-mode',
    threat: 'Another user of the machine reads the database folder.',
    sources: ['ASVS 13.3.2', 'ASVS 14.2.4'],
    met: 'Mode 0700 at each start, with everything in it, or the start is refused.',
    tests: [
      [
        'backend/store/database/private-directory.test.ts',
        'is its owner’s alone from the start on, with everything that was in it',
      ],
      ['backend/store/database/private-directory.test.ts', 'is refused when its rights cannot be taken from others'],
    ],
  },
  {
    id: 'database-tls',
    threat: 'Somebody between backend and PostgreSQL reads or answers.',
    sources: ['ASVS 12.3.1', 'ASVS 12.3.2', 'ASVS 13.2.1'],
    met: 'Beyond this machine sslmode=verify-full, or disable in so many words.',
    tests: [
      [
        'backend/store/database/postgres-connection.test.ts',
        'beyond this machine asks for a verified certificate, or for no encryption in so many words',
      ],
      [
        'backend/store/database/postgres-connection.test.ts',
        'with `verify-full` sends nothing but the wish for TLS to a server without it',
      ],
    ],
  },
  {
    id: 'key-rotation',
    threat: 'A key that was seen can’t be taken out of use.',
    sources: ['ASVS 11.2.2', 'ASVS 13.3.4'],
    met: 'Several keys, the newest seals, all is sealed anew while links are used.',
    tests: [
      [
        'backend/grants/key-rotation.test.ts',
        'is encrypted with the newest key after a rotation, and does not need the old one any more',
      ],
    ],
  },
  {
    id: 'authorisation',
    threat: 'Somebody who may only look, or who is not entitled, changes the link.',
    sources: ['ASVS 8.2.1', 'ASVS 8.3.1', 'ASVS 7.2.1'],
    met: 'The portal’s session decides at every request, in the backend; an answer of another form lets nobody in.',
    tests: [
      ['backend/http/middleware.test.ts', 'is refused without a session, an entitlement, or the right to change'],
      [
        'backend/http/middleware.test.ts',
        'is refused when the portal describes its caller wrongly, and operators are warned',
      ],
    ],
  },
];
