import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { LinkError } from './errors.js';
import { isHttpsOrLoopback } from './secure-url.js';

const httpsOrLoopback = z.url().refine((url) => isHttpsOrLoopback(new URL(url)), 'must be https');

const aFunction = z.custom((value) => typeof value === 'function', 'is not a function');

const registration = z.strictObject({
  // Without query and fragment, and spelled as URL parsers do: it goes to Entra exactly as it is here.
  redirectUri: httpsOrLoopback.refine((url) => {
    const { href, origin, pathname } = new URL(url);
    return url === href && href === origin + pathname;
  }, 'must be a plain absolute URL'),
  authority: httpsOrLoopback,
  tenants: z.array(z.guid()).optional(),
  metadata: z.looseObject({}).optional(),
});

const entra = z
  .strictObject({
    clientId: z.string().min(1),
    clientSecret: z.string().min(1).optional(),
    certificate: z
      .strictObject({
        privateKey: z.string().refine(isPrivateKey, 'is not a private key in PEM'),
        thumbprint: z.string().min(1),
      })
      .optional(),
    registrations: z
      .array(registration)
      .min(1)
      // Otherwise a code of one could be sent to the other (RFC 9700, 4.4.2: mix-up).
      .refine(oneCloudEach, 'two authorities of different hosts need two redirect URIs'),
  })
  .refine(({ clientSecret, certificate }) => (clientSecret === undefined) !== (certificate === undefined), {
    error: 'needs either clientSecret or certificate',
  });

const dynamics = z.strictObject({
  tables: z
    .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/))
    .min(1)
    .optional(),
  hosts: z.array(z.instanceof(RegExp)).min(1).optional(),
  discoveryUrl: httpsOrLoopback.optional(),
});

const keys = z
  .array(
    z.strictObject({ id: z.string().min(1), secret: z.instanceof(Uint8Array).refine((bytes) => bytes.length >= 32) }),
  )
  .min(1)
  .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'every key needs its own id');

const keepAlive = z.strictObject({
  idleDays: z.number().positive().max(60).optional(),
  everyMinutes: z.number().positive().max(1440).optional(),
});

const perMinute = z.int().positive().optional();

/** Strict, since a limit whose name is mistyped would not hold. */
const optionsSchema = z.strictObject({
  authorize: aFunction,
  onAuditEvent: aFunction.optional(),
  entra,
  dynamics: dynamics.optional(),
  database: z.union([z.strictObject({ directory: z.string().min(1) }), z.strictObject({ url: z.string().min(1) })]),
  keys,
  rateLimit: z
    .strictObject({
      perUser: perMinute,
      perAccount: perMinute,
      changesPerUser: perMinute,
      changesPerAccount: perMinute,
    })
    .optional(),
  keepAlive: z.union([z.literal(false), keepAlive]).optional(),
});

/**
 * Checks the options of `createLinkBackend`.
 *
 * @throws LinkError `configuration`; the message names the wrong options, and none of their values
 */
export function checkOptions(options: unknown): void {
  const { error } = optionsSchema.safeParse(options);
  if (error) throw new LinkError('configuration', `createLinkBackend: ${z.prettifyError(error)}`);
}

/** Checked at start, since it would otherwise fail with the first authorization code, as an outage. */
function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).type === 'private';
  } catch {
    return false;
  }
}

function oneCloudEach(registrations: { redirectUri: string; authority: string }[]): boolean {
  const hosts = new Map<string, string>();
  return registrations.every(({ redirectUri, authority }) => {
    const { host } = new URL(authority);
    const known = hosts.get(redirectUri) ?? host;
    hosts.set(redirectUri, known);
    return known === host;
  });
}
