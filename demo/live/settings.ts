import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Credential } from '../../src/backend.js';

/** What `npm run start:live` is told by its environment. */
export interface LiveSettings {
  port: number;
  clientId: string;
  credential: Credential;
  authority: string;
  organizationUrl?: string;
  tables?: string[];
  /** File for the shapes of the exchanges with Microsoft. */
  record?: string;
}

/** The environment does not say enough; the message says what is missing. */
export class SettingsError extends Error {}

const environment = z.object({
  PORT: z.coerce.number().int().min(1).max(65535).default(4000),
  ENTRA_CLIENT_ID: z.guid(),
  ENTRA_CLIENT_SECRET: z.string().min(1).optional(),
  ENTRA_CERTIFICATE: z.string().min(1).optional(),
  ENTRA_PRIVATE_KEY: z.string().min(1).optional(),
  ENTRA_AUTHORITY: z.url({ protocol: /^https$/ }).default('https://login.microsoftonline.com/organizations'),
  ORGANIZATION_URL: z.url({ protocol: /^https$/ }).optional(),
  TABLES: z
    .string()
    .regex(/^\w+(,\w+)*$/)
    .optional(),
  RECORD: z.string().min(1).optional(),
});

/**
 * Reads the settings.
 *
 * @param variables empty ones count as not set
 * @throws SettingsError
 */
export function readSettings(variables: Record<string, string | undefined>): LiveSettings {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const { data, error } = environment.safeParse(set);
  if (error)
    throw new SettingsError(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  return {
    port: data.PORT,
    clientId: data.ENTRA_CLIENT_ID,
    credential: credentialOf(data),
    authority: data.ENTRA_AUTHORITY,
    ...(data.ORGANIZATION_URL !== undefined && { organizationUrl: new URL(data.ORGANIZATION_URL).origin }),
    ...(data.TABLES !== undefined && { tables: data.TABLES.split(',') }),
    ...(data.RECORD !== undefined && { record: data.RECORD }),
  };
}

function credentialOf(set: z.infer<typeof environment>): Credential {
  const { ENTRA_CLIENT_SECRET: secret, ENTRA_CERTIFICATE: certificate, ENTRA_PRIVATE_KEY: privateKey } = set;
  if (secret !== undefined && certificate === undefined && privateKey === undefined) return { secret };
  if (secret === undefined && certificate !== undefined && privateKey !== undefined) {
    return { certificate: read('ENTRA_CERTIFICATE', certificate), privateKey: read('ENTRA_PRIVATE_KEY', privateKey) };
  }
  throw new SettingsError('Set ENTRA_CLIENT_SECRET, or ENTRA_CERTIFICATE and ENTRA_PRIVATE_KEY to two PEM files');
}

function read(variable: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new SettingsError(`${variable}: ${file} can't be read`, { cause });
  }
}
