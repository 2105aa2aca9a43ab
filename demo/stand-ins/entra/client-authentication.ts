import { createHash, X509Certificate } from 'node:crypto';
import { decodeProtectedHeader, errors, type JWTVerifyOptions, jwtVerify } from 'jose';
import type Provider from 'oidc-provider';
import { type EntraError, errorBody } from './errors.js';
import { routes } from './provider.js';

type Middleware = Parameters<Provider['use']>[0];
type Context = Parameters<Middleware>[0];

/** What the application may prove itself with. Entra knows several of each at a time. */
export interface ClientCredentials {
  secrets: string[];
  /** PEM. */
  certificates: string[];
}

const clientError = (number: number, text: string): EntraError => ({ error: 'invalid_client', number, text });

/**
 * Authenticates the client at the token endpoint as Entra does (entra-docs, certificate-credentials; reference-error-codes), and
 * hands the request on with the one secret that the provider knows.
 */
export function authenticateClient(options: {
  clientId: string;
  issuer: string;
  credentials: () => ClientCredentials;
  /** The provider's. */
  secret: string;
  /** Returns the answer to a request of this client that is refused for another reason; it is not to be read again. */
  refuse: (form: URLSearchParams, authority: string) => { status: number; body: unknown; headers?: object } | undefined;
}): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== routes.token || ctx.method !== 'POST') return next();
    const form = new URLSearchParams(await readBody(ctx));
    const error = await faultOf(form, options);
    const refusal = error ? { status: 401, body: errorBody(error) } : options.refuse(form, ctx.state['authority']);
    if (refusal) {
      ctx.status = refusal.status;
      ctx.set({ ...('headers' in refusal && refusal.headers) });
      ctx.body = refusal.body;
      return;
    }
    form.delete('client_assertion');
    form.delete('client_assertion_type');
    form.set('client_secret', options.secret);
    replaceBody(ctx, form.toString());
    await next();
  };
}

async function faultOf(
  form: URLSearchParams,
  { clientId, issuer, credentials }: Parameters<typeof authenticateClient>[0],
): Promise<EntraError | undefined> {
  // Another application is the provider's to refuse.
  if (form.get('client_id') !== clientId) return undefined;
  const { secrets, certificates } = credentials();
  const secret = form.get('client_secret');
  const assertion = form.get('client_assertion');
  if (secret !== null) {
    return secrets.includes(secret) ? undefined : clientError(7000215, 'Invalid client secret provided.');
  }
  if (
    assertion === null ||
    form.get('client_assertion_type') !== 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
  )
    return clientError(7000218, "The request body must contain 'client_assertion' or 'client_secret'.");
  return faultOfAssertion(assertion, certificates, {
    algorithms: ['PS256'],
    audience: issuer + routes.token,
    issuer: clientId,
    subject: clientId,
    requiredClaims: ['exp', 'jti', 'nbf'],
    maxTokenAge: '10 minutes',
    clockTolerance: 300,
  });
}

async function faultOfAssertion(
  assertion: string,
  certificates: readonly string[],
  expected: JWTVerifyOptions,
): Promise<EntraError | undefined> {
  try {
    const thumbprint = decodeProtectedHeader(assertion)['x5t#S256'];
    const certificate = certificates
      .map((pem) => new X509Certificate(pem))
      .find((one) => thumbprintOf(one) === thumbprint);
    if (!certificate) return clientError(700027, 'The certificate that signed the assertion is not registered.');
    await jwtVerify(assertion, certificate.publicKey, expected);
    return undefined;
  } catch (error) {
    if (error instanceof errors.JWTExpired)
      return clientError(700024, 'The assertion is not within its valid time range.');
    if (error instanceof errors.JWTClaimValidationFailed) {
      return error.claim === 'aud'
        ? clientError(700023, 'The audience of the assertion does not match.')
        : clientError(700021, 'The assertion is not of this application.');
    }
    return clientError(700027, 'The signature of the assertion could not be verified.');
  }
}

function thumbprintOf(certificate: X509Certificate): string {
  return createHash('sha256').update(certificate.raw).digest('base64url');
}

async function readBody(ctx: Context): Promise<string> {
  return Buffer.concat(await ctx.req.toArray()).toString();
}

/** The provider reads the body itself, and a stream can be read once. */
function replaceBody(ctx: Context, body: string): void {
  const bytes = Buffer.from(body);
  const replaced = new Proxy(ctx.req, {
    get(request, name) {
      if (name === 'readable') return true;
      if (name === 'iterator') return () => [bytes][Symbol.iterator]();
      if (name === 'headers') return { ...request.headers, 'content-length': String(bytes.length) };
      const value = Reflect.get(request, name);
      return typeof value === 'function' ? value.bind(request) : value;
    },
  });
  ctx.req = replaced;
  ctx.request.req = replaced;
}
