import { readCertificate } from '../certificate.js';
import type { LinkError } from '../errors.js';
import type { Credential } from '../microsoft/client-credentials.js';
import type { EntraOptions } from '../microsoft/entra.js';
import type { Audit, AuditEvent } from '../store/audit.js';
import type { Notices } from '../store/notices.js';
import { createRepetition, type Repetition } from './repetition.js';

const day = 24 * 60 * 60 * 1000;

/** Days before its end when a credential is told of. */
const daysAhead = [0, 1, 7, 30, 60];

export interface CredentialWatch extends Repetition {
  /** Tells of the credentials that end soon, once for all processes: an event and a warning. */
  checkDates(): Promise<void>;
  /** Tells once a day that Entra accepts none of an application's credentials: one alert for all links. */
  refused(clientId: string, error: LinkError): Promise<void>;
}

/** Watches over the secrets and certificates that prove to Entra which application this is. */
export function createCredentialWatch(parts: {
  entra: EntraOptions;
  notices: Pick<Notices, 'tellOnce'>;
  audit: Audit;
}): CredentialWatch {
  const { entra, notices, audit } = parts;
  const dated = datedCredentials(entra);

  return {
    checkDates,

    async refused(clientId, error) {
      const event: AuditEvent = { type: 'credential-refused', at: new Date(), clientId, error };
      // The failure of the call itself is what its caller gets, also when the database is out of order.
      await tellOnce(`credential-refused ${clientId}`, new Date(Date.now() - day), event).catch(() => undefined);
    },

    ...createRepetition('check of the credentials’ dates', day / 60_000, checkDates),
  };

  async function checkDates(): Promise<void> {
    for (const { clientId, credential, expires } of dated) {
      const days = daysAhead.find((ahead) => expires.getTime() - Date.now() <= ahead * day);
      if (days === undefined) continue;
      const event: AuditEvent = { type: 'credential-expiring', at: new Date(), clientId, credential, expires, days };
      const subject = `credential-expiring ${clientId} ${credential} ${expires.toISOString()} ${days}`;
      if (!(await tellOnce(subject, undefined, event))) continue;
      const ends = days === 0 ? 'has ended' : `ends within ${days} days`;
      process.emitWarning(
        `vcc-dynamics-auth: the ${credential} of the application ${clientId} ${ends} (${expires.toISOString().slice(0, 10)}): put a new one before it in "credentials"`,
        { code: 'VCC_DYNAMICS_AUTH_CREDENTIAL_EXPIRING' },
      );
    }
  }

  async function tellOnce(subject: string, since: Date | undefined, event: AuditEvent): Promise<boolean> {
    const isNew = await notices.tellOnce(subject, since, (transaction) => audit.store(event, transaction));
    if (isNew) audit.tell(event);
    return isNew;
  }
}

interface DatedCredential {
  clientId: string;
  /** Names it without giving it away. */
  credential: string;
  expires: Date;
}

function datedCredentials({ clientId, credentials, registrations }: EntraOptions): DatedCredential[] {
  const all = [
    { clientId, credentials },
    ...registrations.flatMap((one) =>
      one.credentials ? [{ clientId: one.clientId ?? clientId, credentials: one.credentials }] : [],
    ),
  ];
  return all.flatMap(({ clientId: application, credentials: list }) =>
    list.flatMap((credential, index) => {
      const expires = endOf(credential);
      if (!expires) return [];
      const name = 'secret' in credential ? `client secret (number ${index + 1})` : certificateName(credential);
      return [{ clientId: application, credential: name, expires }];
    }),
  );
}

function endOf(credential: Credential): Date | undefined {
  return 'secret' in credential ? credential.expires : readCertificate(credential).validTo;
}

function certificateName(credential: Exclude<Credential, { secret: string }>): string {
  return `certificate ${readCertificate(credential).thumbprint}`;
}
