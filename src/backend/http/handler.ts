import { randomUUID } from 'node:crypto';
import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { LinkResource } from '../../protocol.js';
import { type Authorize, authorizedCaller, type Caller } from '../caller.js';
import { LinkError, problemResponse, toLinkError } from '../errors.js';
import { entityTag, requireSameAccount, requireSameLink } from '../linking/entity-tag.js';
import type { Attempts } from '../linking/idempotent-posts.js';
import type { Nonces } from '../linking/nonces.js';
import type { Audit } from '../store/audit.js';
import type { Link } from '../store/link-rows.js';
import type { LinkStore } from '../store/link-store.js';
import type { AttemptStore } from '../store/post-records.js';
import { postBody } from './contract-schemas.js';
import { describeContract } from './openapi.js';
import { createRateLimit, type RateLimitOptions } from './rate-limit.js';

/** Bytes: a code of Entra's is 1 to 2 kB. */
const bodySizeLimit = 16 * 1024;

interface Env {
  Variables: { correlationId: string; caller: Caller; canChange: boolean };
}

/** The link resource: GET, POST and DELETE at whatever URL the portal gives it. */
export function createHandler(parts: {
  authorize: Authorize;
  /** Origins whose pages may post and delete: those of the redirect URIs. */
  allowedOrigins: ReadonlySet<string>;
  nonces: Nonces;
  attempts: Attempts;
  store: AttemptStore;
  links: LinkStore;
  audit: Audit;
  rateLimit: RateLimitOptions;
}): (request: Request) => Promise<Response> {
  const { authorize, allowedOrigins, nonces, attempts, store, links, audit } = parts;
  const limitRate = createRateLimit(parts.rateLimit);
  const contract = describeContract();
  const app = new Hono<Env>();

  app.use(async (context, next) => {
    const sent = context.req.header('X-Correlation-Id');
    context.set('correlationId', sent !== undefined && /^[A-Za-z0-9-]{1,64}$/.test(sent) ? sent : randomUUID());
    await next();
    context.header('Cache-Control', 'no-store');
  });

  app.onError(async (thrown, context) => {
    const error = toLinkError(thrown);
    const caller: Caller | undefined = context.get('caller');
    const { correlationId } = context.var;
    if (caller && (context.req.method !== 'GET' || error.code === 'internal')) {
      const { vccAccountId, userId } = caller;
      await audit.record({ type: 'refused', vccAccountId, userId, correlationId, at: new Date(), error });
    }
    // Before it is known whose request it is there is no audit event: for instance when the portal's `authorize` fails.
    if (!caller && error.code === 'internal') {
      process.emitWarning(`vcc-dynamics-auth: a request failed, correlation ID ${correlationId}: ${describe(thrown)}`, {
        code: 'VCC_DYNAMICS_AUTH_INTERNAL',
      });
    }
    return problemResponse(error, correlationId);
  });

  async function askPortal(request: Request): ReturnType<typeof authorize> {
    try {
      return await authorize(request);
    } catch (thrown) {
      // Hono lets through what is not an Error.
      throw thrown instanceof Error ? thrown : new Error(`authorize failed: ${String(thrown)}`);
    }
  }

  const signedIn: MiddlewareHandler<Env> = async (context, next) => {
    const authorized = await askPortal(context.req.raw);
    if (authorized === 'not-signed-in') throw new LinkError('not-signed-in', 'no portal session');
    if (authorized === 'not-entitled') throw new LinkError('not-entitled', 'account or user not entitled');
    authorizedCaller.parse(authorized);
    const { canChange, ...caller } = authorized;
    await limitRate(caller);
    context.set('caller', { ...caller, correlationId: context.var.correlationId });
    context.set('canChange', canChange);
    await next();
  };

  const mayChange: MiddlewareHandler<Env> = async (context, next) => {
    if (!context.var.canChange) throw new LinkError('not-entitled', 'this user may look, not change');
    await next();
  };

  const sameOrigin: MiddlewareHandler<Env> = async (context, next) => {
    const origin = context.req.header('Origin');
    const site = context.req.header('Sec-Fetch-Site');
    if (origin === undefined || !allowedOrigins.has(origin) || (site !== undefined && site !== 'same-origin')) {
      throw new LinkError('invalid-request', 'the request comes from another site', { status: 403 });
    }
    await next();
  };

  const jsonBody: MiddlewareHandler<Env> = async (context, next) => {
    const type = context.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/json') {
      throw new LinkError('invalid-request', 'the body is not application/json', { status: 415 });
    }
    await next();
  };

  const limitedBody = bodyLimit({
    maxSize: bodySizeLimit,
    onError: () => {
      throw new LinkError('invalid-request', 'the body is too large', { status: 413 });
    },
  });

  // Where the portal gives the backend what is below the link resource, too. It is the same for everybody.
  app.get('*', async (context, next) => {
    if (!context.req.path.endsWith('/openapi.json')) return next();
    return context.json(contract);
  });

  app.get('*', signedIn, async (context) => {
    const { caller, canChange } = context.var;
    return answer(200, caller, canChange, await links.find(caller.vccAccountId));
  });

  app.post('*', sameOrigin, jsonBody, limitedBody, signedIn, mayChange, async (context) => {
    const { caller, canChange } = context.var;
    const ifMatch = context.req.header('If-Match');
    const { success, data: body } = postBody.safeParse(await context.req.json().catch(() => undefined));
    if (!success) throw new LinkError('invalid-request', 'the body is malformed');

    if ('cancel' in body) {
      await attempts.cancel(caller, body);
      return context.body(null, 204);
    }
    if ('choice' in body) return answer(201, caller, canChange, await attempts.choose(caller, body, ifMatch));
    if (new URL(body.redirectUri).origin !== context.req.header('Origin')) {
      throw new LinkError('invalid-request', 'the redirect URI is of another origin');
    }
    return answer(201, caller, canChange, await attempts.link(caller, body, ifMatch));
  });

  app.delete('*', sameOrigin, signedIn, mayChange, async (context) => {
    const { caller } = context.var;
    const ifMatch = context.req.header('If-Match');
    if (ifMatch === undefined) throw new LinkError('invalid-request', 'If-Match is missing');
    const link = await links.find(caller.vccAccountId);
    // With nothing linked the wish is fulfilled: this may be the repetition of a DELETE whose answer was lost.
    if (link) requireSameLink(ifMatch, caller.vccAccountId, link.linkId);
    else requireSameAccount(ifMatch, caller.vccAccountId);

    const { vccAccountId, userId, correlationId } = caller;
    const unlinked = { type: 'unlinked', vccAccountId, userId, correlationId, at: new Date() } as const;
    await links.delete(vccAccountId, link?.linkId, async (transaction) => {
      await store.abandon(vccAccountId, undefined, transaction);
      if (link) await audit.store(unlinked, transaction);
    });
    if (link) audit.tell(unlinked);
    return context.body(null, 204);
  });

  app.all('*', (context) => {
    const error = new LinkError('invalid-request', `${context.req.method} is not supported`, { status: 405 });
    const response = problemResponse(error, context.var.correlationId);
    response.headers.set('Allow', 'GET, POST, DELETE');
    return response;
  });

  return async (request) => app.fetch(request);

  async function answer(
    status: 200 | 201,
    caller: Caller,
    canChange: boolean,
    link: Link | undefined,
  ): Promise<Response> {
    const pending = await attempts.pending(caller);
    const common = { nonce: nonces.issue(caller), canChange, ...(pending && { pending }) };
    const body: LinkResource = link ? { ...linked(link), ...common } : { status: 'unlinked', ...common };
    return Response.json(body, { status, headers: { ETag: entityTag(caller.vccAccountId, link?.linkId) } });
  }
}

function linked(link: Link) {
  const { linkId, linkedAt, linkedBy, account, organization, health, missingPrivileges } = link;
  return {
    status: 'linked' as const,
    linkId,
    linkedAt: linkedAt.toISOString(),
    ...(linkedBy !== undefined && { linkedBy }),
    account,
    organization,
    health,
    ...(missingPrivileges && { missingPrivileges }),
  };
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
