import {
  ContractViolation,
  createEndpointClient,
  type Endpoint,
  type EndpointClient,
} from '../../demo/stand-ins/endpoint-client.js';
import { expectStatus } from './expectations.js';
import { Observer } from './observer.js';
import type { Requirement } from './requirements.js';
import { NotTried, type Parts, type Scenario, type Target } from './scenario.js';
import { accountScenarios } from './scenarios/accounts.js';
import { basicScenarios } from './scenarios/basics.js';
import { bodyScenarios } from './scenarios/bodies.js';
import { choiceScenarios } from './scenarios/choices.js';
import { crashScenarios } from './scenarios/crashes.js';
import { entityTagScenarios } from './scenarios/entity-tags.js';
import { linkingScenarios } from './scenarios/linking.js';
import { replayScenarios } from './scenarios/replays.js';
import { requestScenarios } from './scenarios/requests.js';
import { sessionScenarios } from './scenarios/sessions.js';
import { unlinkingScenarios } from './scenarios/unlinking.js';
import { upstreamScenarios } from './scenarios/upstream.js';

export const scenarios: readonly Scenario[] = [
  ...basicScenarios,
  ...accountScenarios,
  ...sessionScenarios,
  ...requestScenarios,
  ...bodyScenarios,
  ...entityTagScenarios,
  ...replayScenarios,
  ...linkingScenarios,
  ...choiceScenarios,
  ...unlinkingScenarios,
  ...upstreamScenarios,
  ...crashScenarios,
];

export interface Result {
  requirement: Requirement;
  name: string;
  /** The violation; left out when all was as the contract says. */
  failure?: string;
  /** Why it was not tried, which says nothing of the backend. */
  notTried?: string;
  milliseconds: number;
}

/** Runs the scenarios, each with both accounts unlinked before, and yields each result as soon as it is there. */
export async function* checkBackend(target: Target, chosen: readonly Scenario[] = scenarios): AsyncGenerator<Result> {
  for (const scenario of chosen) {
    const { requirement, name } = scenario;
    const begun = performance.now();
    const outcome = await outcomeOf(scenario, target);
    yield { requirement, name, ...outcome, milliseconds: Math.round(performance.now() - begun) };
  }
}

type Outcome = Pick<Result, 'failure' | 'notTried'> & { requirement?: Requirement };

async function outcomeOf({ needs = [], run }: Scenario, target: Target): Promise<Outcome> {
  const missing = needs.filter((need) => target[need] === undefined);
  if (missing.length > 0) return { notTried: `needs ${missing.map((need) => `--${need}`).join(' and ')}` };
  const observer = await Observer.create(target);
  const observed: Target = {
    ...target,
    fetch: (request) => observer.fetch(request),
    onSecret: (what, secret) => observer.add(what, secret),
  };
  const parts = createParts(observed);
  try {
    for (const client of [parts.first, parts.second]) {
      expectStatus(await client.delete(), 204, 'DELETE before the scenario', 'R-DELETE-1');
    }
    await run(parts);
    await observer.expectNothingTold();
    return {};
  } catch (error) {
    if (error instanceof NotTried) return { notTried: error.message };
    // What comes back may be anything, and a check that trips over it has found something too.
    if (!(error instanceof ContractViolation))
      return { failure: `could not be carried out: ${(error as Error).message}` };
    const { message, requirement } = error;
    return { failure: message, ...(requirement !== undefined && { requirement: requirement as Requirement }) };
  }
}

/** A backend may ask before another user takes the place of the linked one; in the scenarios that is always meant. */
function meaningIt({ post, signIn }: EndpointClient): Pick<EndpointClient, 'post' | 'link'> {
  const postAndMeanIt: EndpointClient['post'] = async (body, headers) => {
    const answer = await post(body, headers);
    if (answer.code !== 'user-differs') return answer;
    return post({ choice: answer.problem.choice, replace: true }, headers);
  };
  return {
    post: postAndMeanIt,
    link: async (username, changes) => postAndMeanIt(await signIn(username, changes)),
  };
}

function createParts(target: Target): Parts {
  const client = (session: Record<string, string> = {}): EndpointClient => {
    const own = createEndpointClient(target satisfies Endpoint, session, ({ code, codeVerifier }) => {
      target.onSecret?.('code', code);
      target.onSecret?.('verifier', codeVerifier);
    });
    return { ...own, ...meaningIt(own) };
  };
  return {
    first: client(target.first),
    second: client(target.second),
    colleague: client(target.colleague),
    viewer: client(target.viewer),
    target,
  };
}
