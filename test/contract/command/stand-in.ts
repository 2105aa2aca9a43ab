import type { Target } from '../scenario.js';
import { CannotCheck, startStandIns } from './options.js';

interface Registration {
  clientId: string;
  redirectUris: string[];
}

/** What the Entra stand-in at this address says of itself. @throws CannotCheck where there is none */
export async function askStandIn(origin: string): Promise<Pick<Target, 'metadata'> & { registration: Registration }> {
  const metadata = await ask(origin, '/organizations/v2.0/.well-known/openid-configuration');
  const registration = await ask(origin, '/control/registration');
  return { metadata: metadata as Target['metadata'], registration: registration as Registration };
}

async function ask(origin: string, path: string): Promise<unknown> {
  const start = `Start it with ${startStandIns()}, or say with --entra where it is.`;
  const signal = AbortSignal.timeout(10_000);
  const response = await fetch(new URL(path, origin), { signal }).catch((error: Error) => {
    throw new CannotCheck(`The Entra stand-in does not answer at ${origin}: ${reasonOf(error)}. ${start}`);
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && answer !== undefined) return answer;
  throw new CannotCheck(
    `What answers at ${origin} is no Entra stand-in of this kit (${path} answered ${response.status}). ${start}`,
  );
}

/** @throws CannotCheck when the stand-in would let nobody sign in for this application */
export function expectRegistered(
  { clientId, redirectUris }: Registration,
  asked: Pick<Target, 'clientId' | 'redirectUri'>,
) {
  if (!redirectUris.includes(asked.redirectUri)) {
    const start = startStandIns({ REDIRECT_URI: asked.redirectUri });
    throw new CannotCheck(
      `The stand-in does not know the redirect URI ${asked.redirectUri}, but ${redirectUris.join(', ')}. Start it with ${start}, or say with --redirect-uri which one the backend has.`,
    );
  }
  if (clientId !== asked.clientId) {
    const start = startStandIns({ CLIENT_ID: asked.clientId });
    throw new CannotCheck(
      `The stand-in does not know the client ID ${asked.clientId}, but ${clientId}. Start it with ${start}, or leave --client-id out.`,
    );
  }
}

/** Returns why a fetch failed, in words. */
export function reasonOf({ message, cause, name }: Error): string {
  if (name === 'TimeoutError') return 'nothing came for too long';
  const { code = '', message: said = message } = (cause ?? {}) as { code?: string; message?: string };
  const isUnknownIssuer = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code);
  return isUnknownIssuer ? `${said || code} (NODE_EXTRA_CA_CERTS names a file of certificates to trust)` : said || code;
}
