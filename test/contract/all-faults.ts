import { choiceFaults } from './faults/choices.js';
import { entityTagFaults } from './faults/entity-tags.js';
import type { Fault, UnseenFault } from './faults/fault.js';
import { httpFaults } from './faults/http.js';
import { leakFaults } from './faults/leaks.js';
import { linkingFaults } from './faults/linking.js';
import { nonceFaults } from './faults/nonces.js';
import { privilegeFaults } from './faults/privileges.js';
import { registrationFaults } from './faults/registrations.js';
import { replayFaults } from './faults/replays.js';
import { requestFaults } from './faults/requests.js';
import { sessionFaults } from './faults/sessions.js';
import { unlinkingFaults } from './faults/unlinking.js';
import { idTokenFaults, upstreamFaults } from './faults/upstream.js';

export const faults: readonly Fault[] = [
  ...replayFaults,
  ...nonceFaults,
  ...entityTagFaults,
  ...unlinkingFaults,
  ...linkingFaults,
  ...privilegeFaults,
  ...registrationFaults,
  ...idTokenFaults,
  ...upstreamFaults,
  ...choiceFaults,
  ...requestFaults,
  ...httpFaults,
  ...sessionFaults,
  ...leakFaults,
];

const clock = 'it takes a clock: ';
const inside = 'it takes a look inside: ';

export const unseenFaults: readonly UnseenFault[] = [
  { id: 'R30', does: 'forgets a POST before ten minutes', why: `${clock}nobody waits ten minutes in a check` },
  { id: 'N4', does: 'takes a nonce that has expired', why: `${clock}a nonce lives for an hour or longer` },
  { id: 'N12', does: 'lets a nonce expire within the hour', why: `${clock}it is the same hour` },
  { id: 'C11', does: 'lets a choice wait for ever', why: `${clock}a choice waits for ten minutes` },
  {
    id: 'L1',
    does: 'throws the refresh token away',
    why: `${inside}until the access token ends, or a minute after linking where there is a check, nothing needs it`,
  },
  { id: 'L2', does: 'stores tokens in plain text', why: `${inside}the database` },
  { id: 'L3', does: 'writes codes or tokens to its log', why: `${inside}the log` },
  { id: 'L4', does: 'keeps tokens after DELETE', why: `${inside}the database` },
  {
    id: 'P70',
    does: 'leaves the user of a link that has expired to its account',
    why: `${clock}a link expires when it is used, or checked, and a check may ask once a minute`,
  },
  { id: 'U30', does: 'lets a link die of ninety idle days', why: `${clock}it takes weeks` },
];
