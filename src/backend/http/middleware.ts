import type { ErrorHandler, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { RequestIdVariables } from 'hono/request-id';
import { accountTagOf } from '../account-tag.js';
import { type Authorize, authorizedCaller, type Caller } from '../caller.js';
import { LinkError, toLinkError } from '../errors.js';
import type { Audit } from '../store/audit.js';
import { problemResponse } from './problem-response.js';
import type { createRateLimit } from './rate-limit.js';

/** Bytes. An authorization code of Entra has 1 to 2 kB. */
const bodySizeLimit = 16 * 1024;

/** Set in the order in which the middleware runs: the request ID first, the caller once `signedIn` has passed. */
export interface Env {
  Variables: RequestIdVariables & { caller: Caller; canChange: boolean };
}

/** Keeps every answer out of caches, and browsers from guessing that it is a page or a script (ASVS 5.0, 3.4.4). */
export const answerHeaders: MiddlewareHandler = async (context, next) => {
  // Before the answer is made: a header that comes later costs a copy of it.
  context.header('Cache-Control', 'no-store');
  context.header('X-Content-Type-Options', 'nosniff');
  await next();
};

/** Lets in whom the portal's session says may use the integration, within the rate limit. */
export function signedIn(authorize: Authorize, limitRate: ReturnType<typeof createRateLimit>): MiddlewareHandler<Env> {
  return async (context, next) => {
    const authorized = await askPortal(authorize, context.req.raw);
    if (authorized === 'not-signed-in') throw new LinkError('not-signed-in', 'no portal session');
    if (authorized === 'not-entitled') throw new LinkError('not-entitled', 'account or user not entitled');
    authorizedCaller.parse(authorized);
    const { canChange, ...caller } = authorized;
    context.set('caller', { ...caller, correlationId: context.var.requestId });
    context.set('canChange', canChange);
    await limitRate(context.req.method, caller, canChange);
    await next();
  };
}

async function askPortal(authorize: Authorize, request: Request): ReturnType<Authorize> {
  try {
    return await authorize(request);
  } catch (thrown) {
    // Hono's error handler is not called for a value that is not an Error.
    throw thrown instanceof Error ? thrown : new Error(`authorize failed: ${String(thrown)}`);
  }
}

/** Lets in users who may change the link. */
export const mayChange: MiddlewareHandler<Env> = async (context, next) => {
  if (!context.var.canChange) throw new LinkError('not-entitled', 'this user may look, not change');
  await next();
};

/** Lets in requests of pages of the portal (cross-site request forgery). */
export function sameOrigin(allowedOrigins: ReadonlySet<string>): MiddlewareHandler {
  return async (context, next) => {
    const origin = context.req.header('Origin');
    const site = context.req.header('Sec-Fetch-Site');
    if (origin === undefined || !allowedOrigins.has(origin) || (site !== undefined && site !== 'same-origin')) {
      throw new LinkError('invalid-request', 'the request comes from another site', { status: 403 });
    }
    await next();
  };
}

/** Lets in bodies that call themselves JSON: a form of another site cannot. */
export const jsonBody: MiddlewareHandler = async (context, next) => {
  const type = context.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new LinkError('invalid-request', 'the body is not application/json', { status: 415 });
  }
  await next();
};

/** Lets in bodies that are not too large, whatever length they claim. */
export const limitedBody = bodyLimit({
  maxSize: bodySizeLimit,
  onError: () => {
    throw new LinkError('invalid-request', 'the body is too large', { status: 413 });
  },
});

/** Answers what any handler throws as a problem, and puts refusals on record. */
export function answerErrors(audit: Audit): ErrorHandler<Env> {
  return async (thrown, context) => {
    const error = toLinkError(thrown);
    const { requestId: correlationId } = context.var;
    const caller: Caller | undefined = context.get('caller');
    // A question is no refusal.
    const isRefusal = ['POST', 'DELETE'].includes(context.req.method) && !error.details.pending;
    if (isRefusal || (caller && error.code === 'internal')) {
      const by = caller && { vccAccountId: caller.vccAccountId, userId: caller.userId };
      await audit.record({ type: 'refused', ...by, correlationId, at: new Date(), error });
    }
    if (!caller && error.code === 'internal') {
      process.emitWarning(`vcc-dynamics-auth: a request failed, correlation ID ${correlationId}: ${describe(thrown)}`, {
        code: 'VCC_DYNAMICS_AUTH_INTERNAL',
      });
    }
    return problemResponse(context, error, correlationId, caller && accountTagOf(caller.vccAccountId));
  };
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
