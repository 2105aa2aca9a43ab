import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { Passing, Refusal } from '../minimal/refusal.js';
import type { Fault } from './fault.js';

/** Checks of the id_token that are left out, one at a time. */
export const idTokenFaults: Fault[] = [
  ...(
    [
      ['T1', 'does not check the signature of the id_token', { signature: false }],
      ['T2', 'does not check the issuer of the id_token', { issuer: false }],
      ['T3', 'does not check the audience of the id_token', { audience: false }],
      ['T4', 'takes any issuer and tenant', { issuer: false, tenant: false }],
      ['T5', 'does not check who asked for the id_token (azp)', { azp: false }],
      ['T6', 'takes an id_token that has expired', { expiry: false }],
      [
        'T7',
        'decodes the id_token and checks nothing but its nonce',
        { signature: false, issuer: false, audience: false, azp: false, expiry: false },
      ],
      ['T8', 'takes an issuer of the right host, whatever the tenant', { issuer: 'host' }],
    ] satisfies [string, string, Checks][]
  ).map(
    ([id, does, checks]): Fault => ({
      id,
      does,
      seed({ microsoft }) {
        microsoft.checkIdToken = (idToken = '', nonce) => checkIdToken(microsoft.settings, idToken, nonce, checks);
      },
    }),
  ),
  {
    id: 'T9',
    does: 'links without an id_token, by the claims of the access token',
    seed({ microsoft }) {
      const { askEntra } = microsoft;
      const sound = microsoft.checkIdToken.bind(microsoft);
      let accessToken = '';
      microsoft.askEntra = async (form) => {
        const tokens = await askEntra.call(microsoft, form);
        accessToken = tokens.access_token;
        return tokens;
      };
      microsoft.checkIdToken = async (idToken, nonce) =>
        idToken === undefined ? decodeJwt(accessToken) : sound(idToken, nonce);
    },
  },
  {
    id: 'T10',
    does: 'lets a personal account in',
    seed({ microsoft }) {
      const sound = microsoft.checkIdToken.bind(microsoft);
      microsoft.checkIdToken = async (idToken, nonce) => {
        try {
          return await sound(idToken, nonce);
        } catch (error) {
          if (error instanceof Refusal && error.code === 'wrong-account') return decodeJwt(idToken ?? '');
          throw error;
        }
      };
    },
  },
  {
    id: 'T11',
    does: 'calls an id_token that it refuses an internal error',
    seed({ microsoft }) {
      const sound = microsoft.checkIdToken.bind(microsoft);
      microsoft.checkIdToken = (idToken, nonce) =>
        sound(idToken, nonce).catch((error) => {
          throw error.code === 'sign-in-failed' ? new Refusal(500, 'internal') : error;
        });
    },
  },
  {
    id: 'T12',
    does: 'links without a refresh token',
    seed(backend) {
      const { microsoft } = backend;
      microsoft.refreshTokenOf = ({ refresh_token: token }) => token ?? 'none';
      const ask = microsoft.askEntra.bind(microsoft);
      let first: Awaited<ReturnType<typeof ask>>;
      microsoft.askEntra = async (form) => {
        if (form['refresh_token'] === 'none') return first;
        const tokens = await ask(form);
        if (form['code'] !== undefined) first = tokens;
        return tokens;
      };
      const find = backend.environmentsFor.bind(backend);
      backend.environmentsFor = async (row, grant) => {
        const url = row.body['organizationUrl'];
        return grant.refreshToken === 'none' && url !== undefined
          ? [{ name: 'Contoso', url, api: url }]
          : find(row, grant);
      };
    },
  },
];

interface Checks {
  signature?: boolean;
  issuer?: boolean | 'host';
  audience?: boolean;
  tenant?: boolean;
  azp?: boolean;
  expiry?: boolean;
}

async function checkIdToken(
  { clientId, metadata }: { clientId: string; metadata: { issuer: string; jwks_uri: string } },
  idToken: string,
  nonce: string,
  checks: Checks,
) {
  const failed = () => new Refusal(403, 'sign-in-failed');
  const claims = decodeJwt<Record<string, string>>(idToken);
  const now = checks.expiry === false ? { currentDate: new Date((claims.iat ?? 0) * 1000) } : {};
  const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
  if (checks.signature !== false) {
    const { audience = true } = checks;
    await jwtVerify(idToken, keys, { ...now, ...(audience && { audience: clientId }) }).catch(() =>
      Promise.reject(failed()),
    );
  } else if (checks.audience !== false && claims.aud !== clientId) throw failed();
  if (checks.expiry !== false && (claims.exp ?? 0) * 1000 < Date.now()) throw failed();
  const issuer = metadata.issuer.replace('{tenantid}', String(claims['tid']));
  if (checks.issuer === 'host' && new URL(String(claims.iss)).host !== new URL(issuer).host) throw failed();
  if (checks.issuer === undefined && claims.iss !== issuer) throw failed();
  if (checks.azp !== false && (claims['azp'] ?? clientId) !== clientId) throw failed();
  if (claims['nonce'] !== nonce) throw new Refusal(409, 'session-changed');
  if (claims['tid'] === '9188040d-6c67-4c5b-b112-36a304b66dad') throw new Refusal(403, 'wrong-account');
  return claims;
}

/** Turns one refusal into another. */
const renames = (id: string, does: string, change: (error: Refusal) => Refusal | undefined): Fault => ({
  id,
  does,
  seed(backend) {
    const sound = backend.carryOut.bind(backend);
    backend.carryOut = async (row) => {
      try {
        await sound(row);
      } catch (error) {
        const other = error instanceof Refusal ? change(error) : undefined;
        if (other && row.answer) row.answer = { refusal: other };
        throw other ?? error;
      }
    };
  },
});

const isOf = (code: string, status: number, as: string) => (error: Refusal) =>
  error.code === code ? new Refusal(status, as) : undefined;

export const upstreamFaults: Fault[] = [
  {
    id: 'U1',
    does: 'redeems the code again after Dynamics 365 was away',
    seed(backend) {
      const sound = backend.mayPass.bind(backend);
      backend.mayPass = (error) => {
        if (error.code === 'dynamics-unavailable')
          for (const row of backend.rows) if (row.running) row.grant = undefined;
        return sound(error);
      };
    },
  },
  {
    id: 'U2',
    does: 'gives up a sign-in for good when Dynamics 365 is away',
    seed(backend) {
      backend.mayPass = (error) => error instanceof Passing && error.code !== 'dynamics-unavailable';
    },
  },
  {
    id: 'U3',
    does: 'gives up a choice for good when Dynamics 365 is away',
    seed(backend) {
      backend.mayPass = (error) => {
        const isChosen = backend.rows.some(({ running, chosen }) => running && chosen !== undefined);
        return error instanceof Passing && !isChosen;
      };
    },
  },
  {
    id: 'U4',
    does: 'keeps a POST from coming again after Entra was away',
    seed(backend) {
      backend.mayPass = (error) => error instanceof Passing && error.code !== 'identity-provider-unavailable';
    },
  },
  renames('U5', 'calls Entra being away an internal error', isOf('identity-provider-unavailable', 500, 'internal')),
  renames('U6', 'calls Dynamics 365 being away an internal error', isOf('dynamics-unavailable', 500, 'internal')),
  renames('U7', 'calls Entra being away a refused code', isOf('identity-provider-unavailable', 400, 'code-rejected')),
  renames(
    'U8',
    'calls Dynamics 365 being away a missing environment',
    isOf('dynamics-unavailable', 422, 'no-organization'),
  ),
  renames(
    'U9',
    'passes on that Microsoft limits the rate (429)',
    isOf('dynamics-unavailable', 429, 'too-many-requests'),
  ),
  renames(
    'U10',
    'calls a refused address a missing privilege',
    isOf('environment-blocked', 403, 'insufficient-privileges'),
  ),
  renames(
    'U11',
    'calls a refused address Dynamics 365 being away',
    isOf('environment-blocked', 502, 'dynamics-unavailable'),
  ),
  renames(
    'U12',
    'calls a user who is no member a missing privilege',
    isOf('wrong-account', 403, 'insufficient-privileges'),
  ),
  renames('U13', 'calls every refusal of Entra a refused code', (error) =>
    ['consent-declined', 'admin-consent-required', 'sign-in-failed'].includes(error.code)
      ? new Refusal(400, 'code-rejected')
      : undefined,
  ),
  renames('U14', 'calls an expired client secret a refused code', isOf('configuration', 400, 'code-rejected')),
  renames('U15', 'passes a 401 of Entra on to the browser', isOf('configuration', 401, 'not-signed-in')),
  renames('U16', 'calls a missing environment a wrong account', isOf('no-organization', 403, 'wrong-account')),
  renames('U17', 'calls an expired code a failed sign-in', isOf('code-rejected', 403, 'sign-in-failed')),
  renames('U17b', 'calls a wrong verifier an internal error', isOf('code-rejected', 500, 'internal')),
  renames('U18', 'answers a declined consent without its own code', isOf('consent-declined', 403, 'sign-in-failed')),
  renames(
    'U19',
    'sends an administrator to herself when a Microsoft administrator must consent',
    isOf('admin-consent-required', 403, 'consent-declined'),
  ),
  renames('U20', 'names no missing privilege', ({ code }) =>
    code === 'insufficient-privileges' ? new Refusal(403, code, { missingPrivileges: [] }) : undefined,
  ),
  {
    id: 'U21',
    does: 'links although WhoAmI was not answered',
    seed(backend) {
      const sound = backend.checkPrivileges.bind(backend);
      backend.checkPrivileges = (organization, grant) =>
        sound(organization, grant).catch((error) => {
          if (!(error instanceof Passing)) throw error;
        });
    },
  },
  {
    id: 'U22',
    does: 'follows the 401 of Dynamics 365 with one of its own',
    seed({ microsoft }) {
      const sound = microsoft.refusalOfDynamics.bind(microsoft);
      microsoft.refusalOfDynamics = (status, number) =>
        status === 401 ? new Refusal(401, 'not-signed-in') : sound(status, number);
    },
  },
  {
    id: 'U23',
    does: 'asks Entra for .default in place of user_impersonation',
    seed({ microsoft }) {
      microsoft.scopeOf = (resource) => `openid profile offline_access ${resource}/.default`;
    },
  },
  {
    id: 'U24',
    does: 'asks for .default where it redeems a code, and for permissions afterwards',
    seed({ microsoft }) {
      const sound = microsoft.askEntra.bind(microsoft);
      microsoft.askEntra = (form) => {
        const scope = form['scope']?.replace('/user_impersonation', '/.default') ?? '';
        return sound(form['code'] === undefined ? form : { ...form, scope });
      };
    },
  },
  {
    id: 'U25',
    does: 'waits for Microsoft as long as it takes',
    seed({ microsoft }) {
      microsoft.timeLimit = 600_000;
    },
  },
];
