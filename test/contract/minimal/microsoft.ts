import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { Passing, Refusal } from './refusal.js';

export interface MicrosoftSettings {
  clientId: string;
  clientSecret: string;
  metadata: { issuer: string; token_endpoint: string; jwks_uri: string };
  discoveryUrl: string;
}

export interface Grant {
  claims: JWTPayload;
  refreshToken: string;
}

export interface Organization {
  name: string;
  url: string;
  /** Where calls go; the same environment by another name. */
  api: string;
}

interface Tokens {
  access_token: string;
  refresh_token?: string;
  id_token?: string;
}

const personalAccounts = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** Source: entra-docs, reference-error-codes. Only what a backend must tell apart at least. */
const refusals: [numbers: number[], status: number, code: string][] = [
  [[65001, 65004], 403, 'consent-declined'],
  [[90094], 403, 'admin-consent-required'],
  [[50076, 50079, 50105, 53003, 50057], 403, 'sign-in-failed'],
  [[50020], 403, 'wrong-account'],
  [[650052], 422, 'no-organization'],
];

/** The calls to Entra and Dynamics 365. Each may be replaced, to make a mistake in it. */
export class Microsoft {
  /** Milliseconds. */
  timeLimit = 8_000;
  #process = new AbortController();

  /** Breaks all connections, as the end of a process does. */
  crash(): void {
    this.#process.abort();
    this.#process = new AbortController();
  }

  limit(): AbortSignal {
    return AbortSignal.any([AbortSignal.timeout(this.timeLimit), this.#process.signal]);
  }

  constructor(readonly settings: MicrosoftSettings) {}

  async redeem(body: Record<string, string>, resource: string): Promise<Grant> {
    const { code = '', codeVerifier = '', redirectUri = '', nonce = '' } = body;
    const form = { grant_type: 'authorization_code', code, code_verifier: codeVerifier, redirect_uri: redirectUri };
    const tokens = await this.askEntra({ ...form, scope: this.scopeOf(resource) });
    const claims = await this.checkIdToken(tokens.id_token, nonce);
    return { claims, refreshToken: this.refreshTokenOf(tokens) };
  }

  refreshTokenOf({ refresh_token: token }: Tokens): string {
    if (token === undefined) throw new Refusal(500, 'configuration');
    return token;
  }

  async accessToken(refreshToken: string, resource: string): Promise<string> {
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken, scope: this.scopeOf(resource) };
    return (await this.askEntra(form)).access_token;
  }

  scopeOf(resource: string): string {
    return `openid profile offline_access ${resource}/user_impersonation`;
  }

  async askEntra(form: Record<string, string>): Promise<Tokens> {
    const { clientId, clientSecret, metadata } = this.settings;
    const body = new URLSearchParams({ ...form, client_id: clientId, client_secret: clientSecret });
    const signal = this.limit();
    const response = await fetch(metadata.token_endpoint, { method: 'POST', body, signal }).catch((error: Error) => {
      // Entra may have redeemed the code: it is not sent again.
      if (error.name === 'TimeoutError') throw new Refusal(502, 'identity-provider-unavailable');
      return undefined;
    });
    const answer = await response?.json().catch(() => undefined);
    if (!response || !answer || response.status === 429 || response.status >= 500) {
      throw new Passing('identity-provider-unavailable');
    }
    if (!response.ok) throw this.refusalOf(answer);
    return answer;
  }

  refusalOf(answer: { error: string; error_codes?: number[]; correlation_id?: string }): Refusal {
    const known = refusals.find(([numbers]) => numbers.some((number) => answer.error_codes?.includes(number)));
    const upstream = answer.correlation_id !== undefined && { upstreamCorrelationId: answer.correlation_id };
    if (answer.error === 'temporarily_unavailable') return new Passing('identity-provider-unavailable');
    if (known) return new Refusal(known[1], known[2], { ...upstream });
    if (answer.error === 'invalid_grant') return new Refusal(400, 'code-rejected', { ...upstream });
    return new Refusal(500, 'configuration', { ...upstream });
  }

  async checkIdToken(idToken: string | undefined, nonce: string): Promise<JWTPayload> {
    const failed = () => new Refusal(403, 'sign-in-failed');
    if (idToken === undefined) throw failed();
    const keys = createRemoteJWKSet(new URL(this.settings.metadata.jwks_uri));
    const required = { audience: this.settings.clientId, requiredClaims: ['exp', 'tid', 'oid'] };
    const { payload } = await jwtVerify(idToken, keys, required).catch(() => Promise.reject(failed()));
    const { iss, tid, azp = this.settings.clientId } = payload as Record<string, string>;
    if (iss !== this.settings.metadata.issuer.replace('{tenantid}', String(tid))) throw failed();
    if (azp !== this.settings.clientId) throw failed();
    if (payload['nonce'] !== nonce) throw new Refusal(409, 'session-changed');
    if (tid === personalAccounts) throw new Refusal(403, 'wrong-account');
    return payload;
  }

  async discover(refreshToken: string): Promise<Organization[]> {
    const url = new URL(this.settings.discoveryUrl);
    const token = await this.accessToken(refreshToken, url.origin);
    const { value } = await this.askDynamics(url.href, token);
    return (value as Record<string, string>[])
      .filter(({ State }) => String(State) === '0')
      .map(({ FriendlyName = '', Url = '', ApiUrl = '' }) => ({
        name: FriendlyName,
        url: new URL(Url).origin,
        api: ApiUrl,
      }));
  }

  /** Returns the names of the privileges that the user lacks. */
  async missingPrivileges({ url, api }: Organization, refreshToken: string): Promise<string[]> {
    const token = await this.accessToken(refreshToken, url);
    const at = `${api}/api/data/v9.2`;
    const { UserId } = await this.askDynamics(`${at}/WhoAmI`, token);
    const missing: string[] = [];
    for (const name of await this.neededPrivileges(at, token)) {
      const ask = `Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeName(PrivilegeName='${name}')`;
      const { RolePrivileges } = await this.askDynamics(`${at}/systemusers(${UserId})/${ask}`, token);
      if ((RolePrivileges as unknown[]).length === 0) missing.push(name);
    }
    return missing;
  }

  async neededPrivileges(at: string, token: string): Promise<string[]> {
    const names: string[] = [];
    for (const table of ['contact', 'account']) {
      const definition = `${at}/EntityDefinitions(LogicalName='${table}')?$select=Privileges`;
      const { Privileges } = await this.askDynamics(definition, token);
      names.push(...(Privileges as { Name: string }[]).map(({ Name }) => Name));
    }
    return names;
  }

  async askDynamics(url: string, token: string): Promise<Record<string, unknown>> {
    const headers = { Authorization: `Bearer ${token}`, Accept: 'application/json' };
    const signal = this.limit();
    const response = await fetch(url, { headers, signal }).catch(() => undefined);
    const answer = await response?.json().catch(() => ({}));
    if (response?.ok) return answer;
    throw this.refusalOfDynamics(response?.status ?? 0, String(answer?.error?.code ?? ''));
  }

  refusalOfDynamics(status: number, number: string): Refusal {
    if (['0x80072560', '0x80040225', '0x8004d24b', '0x80042f09'].includes(number)) {
      return new Refusal(403, 'wrong-account');
    }
    if (status === 403) return new Refusal(403, 'environment-blocked');
    return new Passing('dynamics-unavailable');
  }
}
