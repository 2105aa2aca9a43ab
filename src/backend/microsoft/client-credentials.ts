import { importPKCS8 } from 'jose';
import { type ClientAuth, ClientSecretPost, modifyAssertion, PrivateKeyJwt } from 'openid-client';
import { type CertificateFiles, dateFault, readCertificate } from '../certificate.js';
import { LinkError } from '../errors.js';

/** A client secret, with the day on which it ends if that is known, or a certificate. */
export type Credential = { secret: string; expires?: Date } | CertificateFiles;

/** Milliseconds for which the credential that was accepted goes before those that stand before it in the list. */
const preference = 60 * 60 * 1000;

export interface ClientCredentials {
  /** The client secrets. */
  secrets: readonly string[];
  /**
   * Calls Entra with one credential after the other until one is not refused. Resolves and rejects as the last call.
   *
   * @param call rejects with a `LinkError`
   */
  use<T>(call: (authenticate: ClientAuth) => Promise<T>): Promise<T>;
}

/** How the backend proves to Entra which application it is (RFC 6749, 2.3; RFC 7523). */
export function createClientCredentials(credentials: readonly Credential[]): ClientCredentials {
  credentials.forEach(warnOfDates);
  const methods = credentials.map(authenticationWith);
  let preferred = { index: 0, until: 0 };

  return {
    secrets: credentials.flatMap((credential) => ('secret' in credential ? [credential.secret] : [])),

    async use(call) {
      const first = preferred.until > Date.now() ? preferred.index : 0;
      const order = [...methods.keys()].sort((one, other) => Number(other === first) - Number(one === first));
      let refusal: unknown = new LinkError('configuration', 'no credential is configured');
      for (const index of order) {
        const method = methods[index];
        if (!method) continue;
        try {
          const answer = await call(method);
          if (index !== first) preferred = { index, until: Date.now() + preference };
          return answer;
        } catch (error) {
          if (!(error instanceof LinkError && error.details.isCredentialRefused)) throw error;
          if (order.length > 1) warnOfRefusal(index, order.length, error);
          refusal = error;
        }
      }
      throw refusal;
    },
  };
}

function authenticationWith(credential: Credential): ClientAuth {
  if ('secret' in credential) return ClientSecretPost(credential.secret);
  const { privateKey, thumbprint } = readCertificate(credential);
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return async (server, client, body, headers) => {
    const authenticate = PrivateKeyJwt(await importPKCS8(pem, 'PS256'), {
      // Entra expects its token endpoint as the audience, and the certificate's thumbprint as the key's name
      // (entra-docs, certificate-credentials).
      [modifyAssertion](header, payload) {
        header['x5t#S256'] = thumbprint;
        payload['aud'] = server.token_endpoint;
      },
    });
    await authenticate(server, client, body, headers);
  };
}

function warnOfDates(credential: Credential, index: number): void {
  const fault = 'secret' in credential ? secretFault(credential) : dateFault(readCertificate(credential));
  if (!fault) return;
  process.emitWarning(`vcc-dynamics-auth: credential ${index + 1}: ${fault}`, {
    code: 'VCC_DYNAMICS_AUTH_CREDENTIAL_EXPIRED',
  });
}

/** Not more than a warning: Entra does not tell the date, so it is what somebody wrote down. */
function secretFault({ expires }: { expires?: Date }): string | undefined {
  return expires && expires < new Date() ? `the secret expired on ${expires.toISOString().slice(0, 10)}` : undefined;
}

function warnOfRefusal(index: number, count: number, { message }: LinkError): void {
  process.emitWarning(
    `vcc-dynamics-auth: Entra does not accept credential ${index + 1} of ${count}: ${message.replace(/\.$/, '')}. Take it out of "credentials", or renew it`,
    { code: 'VCC_DYNAMICS_AUTH_CREDENTIAL_REFUSED' },
  );
}
