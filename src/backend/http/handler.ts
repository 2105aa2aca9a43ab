import { type Context, Hono } from 'hono';
import { requestId } from 'hono/request-id';
import type { CheckRequest, LinkResource, PostBody, TableAccess } from '../../protocol.js';
import { accountTagOf } from '../account-tag.js';
import type { Authorize } from '../caller.js';
import { toOrganization } from '../environment.js';
import { LinkError } from '../errors.js';
import type { LinkCheck } from '../grants/link-check.js';
import type { Choices } from '../linking/choices.js';
import { entityTag } from '../linking/entity-tag.js';
import type { IdempotentPosts } from '../linking/idempotent-posts.js';
import type { Nonces } from '../linking/nonces.js';
import type { Unlinking } from '../linking/unlinking.js';
import type { Audit } from '../store/audit.js';
import type { Link, ShownLink } from '../store/link-rows.js';
import type { LinkStore } from '../store/link-store.js';
import { toPendingChoice } from '../store/question.js';
import { postBody } from './contract-schemas.js';
import {
  answerErrors,
  answerHeaders,
  type Env,
  jsonBody,
  limitedBody,
  mayChange,
  sameOrigin,
  signedIn,
} from './middleware.js';
import { describeContract } from './openapi.js';
import { problemResponse } from './problem-response.js';
import type { createRateLimit } from './rate-limit.js';

interface Parts {
  authorize: Authorize;
  /** Origins whose pages may post and delete: those of the redirect URIs. */
  allowedOrigins: ReadonlySet<string>;
  limitRate: ReturnType<typeof createRateLimit>;
  posts: IdempotentPosts;
  choices: Choices;
  unlinking: Unlinking;
  nonces: Nonces;
  links: LinkStore;
  linkCheck: Pick<LinkCheck, 'checkForPage'>;
  audit: Audit;
}

/** Serves the link resource: GET, POST and DELETE at whatever URL the portal gives it. */
export function createHandler(parts: Parts): (request: Request) => Promise<Response> {
  const { allowedOrigins, unlinking, links, linkCheck, audit } = parts;
  const fromPortal = sameOrigin(allowedOrigins);
  const hasSession = signedIn(parts.authorize, parts.limitRate);
  const app = new Hono<Env>();
  app.use(requestId({ headerName: 'X-Correlation-Id', limitLength: 64 }), answerHeaders);
  app.onError(answerErrors(audit));

  // For portals that pass on the paths below the link resource as well. It is the same for everybody.
  const contract = describeContract();
  app.get('*', (context, next) => (context.req.path.endsWith('/openapi.json') ? context.json(contract) : next()));

  app.get('*', hasSession, async (context) =>
    answerResource(context, 200, await links.look(context.var.caller), parts),
  );

  app.post('*', fromPortal, jsonBody, limitedBody, hasSession, mayChange, async (context) => {
    const { caller } = context.var;
    const body = await readPost(context);
    if ('check' in body) {
      await linkCheck.checkForPage(caller.vccAccountId);
      return answerResource(context, 200, await links.look(caller), parts);
    }
    const link = await handlePost(context, body, parts);
    if (!link) return context.body(null, 204);
    return answerResource(context, 201, { ...(await links.look(caller)), link }, parts);
  });

  app.delete('*', fromPortal, hasSession, mayChange, async (context) => {
    await unlinking.unlink(context.var.caller, context.req.header('If-Match'));
    return context.body(null, 204);
  });

  app.all('*', (context) => {
    const error = new LinkError('invalid-request', `${context.req.method} is not supported`, { status: 405 });
    context.header('Allow', 'GET, POST, DELETE');
    return problemResponse(context, error, context.var.requestId);
  });

  return async (request) => app.fetch(request);
}

async function readPost(context: Context<Env>): Promise<PostBody> {
  const { success, data } = postBody.safeParse(await context.req.json().catch(() => undefined));
  if (!success) throw new LinkError('invalid-request', 'the body is malformed');
  return data;
}

/** Returns the link that the POST made, or undefined when it cancelled a choice. */
async function handlePost(
  context: Context<Env>,
  body: Exclude<PostBody, CheckRequest>,
  { posts, choices }: Parts,
): Promise<Link | undefined> {
  const { caller } = context.var;
  const ifMatch = context.req.header('If-Match');
  if ('cancel' in body) {
    await choices.cancel(caller, body);
    return undefined;
  }
  if ('replace' in body) return choices.replace(caller, body, ifMatch);
  if ('choice' in body) return choices.choose(caller, body, ifMatch);
  if (new URL(body.redirectUri).origin !== context.req.header('Origin')) {
    throw new LinkError('invalid-request', 'the redirect URI is of another origin');
  }
  return posts.link(caller, body, ifMatch);
}

async function answerResource(
  context: Context<Env>,
  status: 200 | 201,
  { link, question }: Awaited<ReturnType<LinkStore['look']>>,
  { nonces }: Parts,
): Promise<Response> {
  const { caller, canChange } = context.var;
  const common = {
    nonce: nonces.issue(caller),
    canChange,
    accountTag: accountTagOf(caller.vccAccountId),
    ...(question && { pending: toPendingChoice(question) }),
  };
  const body: LinkResource = link ? { ...linkedMembers(link), ...common } : { status: 'unlinked', ...common };
  return context.json(body, status, { ETag: entityTag(caller.vccAccountId, link?.linkId) });
}

function linkedMembers(link: ShownLink) {
  const { linkId, linkedAt, linkedBy, account, organization, health, missingPrivileges, healthReason } = link;
  return {
    status: 'linked' as const,
    linkId,
    linkedAt: linkedAt.toISOString(),
    ...(linkedBy !== undefined && { linkedBy }),
    account,
    organization: toOrganization(organization),
    health,
    ...(missingPrivileges && { missingPrivileges }),
    ...(healthReason && { healthReason }),
    ...(healthReason !== 'key-missing' && { access: accessOf(link) }),
  };
}

/** A link of version 0.1 was not checked since. */
function accessOf({ access, linkedAt }: ShownLink): { tables: TableAccess[]; checkedAt: string } {
  return { tables: access?.tables ?? [], checkedAt: (access?.checkedAt ?? linkedAt).toISOString() };
}
