import { z } from 'zod';
import { type CertificateFiles, dateFault, readCertificate } from './certificate.js';
import { LinkError } from './errors.js';
import { isHttpsOrLoopback } from './secure-url.js';

const httpsOrLoopback = z.url({ abort: true }).refine((url) => isHttpsOrLoopback(new URL(url)), 'must be https');

const aFunction = z.custom((value) => typeof value === 'function', 'is not a function');

const credential = z.union([
  z.strictObject({ secret: z.string().min(1), expires: z.date().optional() }),
  // Read at start, since it would otherwise fail with the first authorization code, as an outage.
  z.strictObject({ certificate: z.string(), privateKey: z.string() }).superRefine((files, context) => {
    try {
      readCertificate(files);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'can not be read' });
    }
  }),
]);

/** At least one must be in date: a backend that restarts during a rotation may have one that is not. */
const credentials = z
  .array(credential)
  .min(1)
  .superRefine((all, context) => {
    const faults = all.map((one) => ('certificate' in one ? certificateFault(one) : undefined));
    if (faults.every((fault) => fault !== undefined)) context.addIssue({ code: 'custom', message: faults.join('; ') });
  });

const registration = z.strictObject({
  // Without query and fragment, and spelled as URL parsers do: it goes to Entra exactly as it is here.
  redirectUri: httpsOrLoopback.refine((url) => {
    const { href, origin, pathname } = new URL(url);
    return url === href && href === origin + pathname;
  }, 'must be a plain absolute URL'),
  authority: httpsOrLoopback,
  tenants: z.array(z.guid()).optional(),
  metadata: z.looseObject({}).optional(),
  clientId: z.string().min(1).optional(),
  credentials: credentials.optional(),
});

const entra = z.strictObject({
  clientId: z.string().min(1),
  credentials,
  clientSecret: z.never('is now written credentials: [{ secret: "…" }]').optional(),
  certificate: z.never('is now written credentials: [{ certificate: "…", privateKey: "…" }], both in PEM').optional(),
  registrations: z
    .array(registration)
    .min(1)
    // Otherwise a code of one could be sent to the other (RFC 9700, 4.4.2: mix-up).
    .refine(oneCloudEach, 'two authorities of different hosts need two redirect URIs'),
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

/** Returns undefined also for files that can not be read: those have their own issue. */
function certificateFault(files: CertificateFiles): string | undefined {
  try {
    return dateFault(readCertificate(files));
  } catch {
    return undefined;
  }
}

function oneCloudEach(registrations: { redirectUri: string; authority: string }[]): boolean {
  const hosts = new Map<string, string>();
  return registrations.every(({ redirectUri, authority }) => {
    // What is no URL has an issue of its own.
    const host = URL.canParse(authority) ? new URL(authority).host : '';
    const known = hosts.get(redirectUri) ?? host;
    hosts.set(redirectUri, known);
    return known === host;
  });
}
