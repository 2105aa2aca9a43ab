import type { Fault } from './fault.js';

/** Which environment, redirect URI and authority a POST may name. */
export const registrationFaults: Fault[] = [
  {
    id: 'P39',
    does: 'offers environments that are disabled',
    seed({ microsoft }) {
      const sound = microsoft.discover.bind(microsoft);
      microsoft.discover = async (refreshToken) => {
        const found = await sound(refreshToken);
        return found[0]
          ? [...found, { name: 'Old trial', url: 'http://127.0.0.1:1', api: 'http://127.0.0.1:1' }]
          : found;
      };
    },
  },
  {
    id: 'P40',
    does: 'ignores organizationUrl',
    seed(backend) {
      backend.environmentsFor = async (row, grant) =>
        row.chosen === undefined
          ? backend.microsoft.discover(grant.refreshToken)
          : (row.offered?.filter(({ url }) => url === row.chosen) ?? []);
    },
  },
  {
    id: 'P40b',
    does: 'links the first environment of a user whatever organizationUrl says',
    seed(backend) {
      const sound = backend.environmentsFor.bind(backend);
      backend.environmentsFor = async (row, grant) =>
        row.body['organizationUrl'] === undefined
          ? sound(row, grant)
          : (await backend.microsoft.discover(grant.refreshToken)).slice(0, 1);
    },
  },
  {
    id: 'P41',
    does: 'takes an organizationUrl of any host',
    seed(backend) {
      backend.isEnvironment = () => true;
    },
  },
  {
    id: 'P41b',
    does: 'takes an organizationUrl that only begins or ends like an environment',
    seed(backend) {
      backend.isEnvironment = (url) =>
        backend.settings.hosts.some((host) => new RegExp(host.source.replaceAll(/[$^]/g, '')).test(url));
    },
  },
  {
    id: 'P42',
    does: 'links an environment that the user is no member of',
    seed(backend) {
      const { environmentsFor, checkPrivileges } = backend;
      backend.environmentsFor = async (row, grant) => {
        const url = row.body['organizationUrl'];
        if (url === undefined) return environmentsFor.call(backend, row, grant);
        return [{ name: 'Contoso', url: new URL(url).origin, api: url }];
      };
      backend.checkPrivileges = (organization, grant) =>
        checkPrivileges.call(backend, organization, grant).catch((error) => {
          if (error.code !== 'wrong-account') throw error;
        });
    },
  },
  {
    id: 'P43',
    does: 'compares the beginning of the redirect URI only',
    seed(backend) {
      const sound = backend.checkRegistration.bind(backend);
      backend.checkRegistration = (body) => {
        const { redirectUri } = backend.settings;
        sound({ ...body, redirectUri: body['redirectUri']?.startsWith(redirectUri) ? redirectUri : '' });
      };
    },
  },
  {
    id: 'P43b',
    does: 'compares the origin of the redirect URI only',
    seed(backend) {
      const sound = backend.checkRegistration.bind(backend);
      backend.checkRegistration = (body) => sound({ ...body, redirectUri: backend.settings.redirectUri });
    },
  },
  {
    id: 'P43c',
    does: 'takes a redirect URI whatever its case',
    seed(backend) {
      const sound = backend.checkRegistration.bind(backend);
      backend.checkRegistration = (body) => {
        const { redirectUri } = backend.settings;
        const isSame = body['redirectUri']?.toLowerCase() === redirectUri.toLowerCase();
        sound({ ...body, redirectUri: isSame ? redirectUri : '' });
      };
    },
  },
  {
    id: 'P45',
    does: 'takes any authority',
    seed(backend) {
      const sound = backend.checkRegistration.bind(backend);
      backend.checkRegistration = (body) => sound({ ...body, authority: backend.settings.authority });
    },
  },
  {
    id: 'P46',
    does: 'compares the host of the authority only',
    seed(backend) {
      const sound = backend.checkRegistration.bind(backend);
      backend.checkRegistration = (body) => {
        const { authority } = backend.settings;
        const isSame = new URL(body['authority'] ?? '').host === new URL(authority).host;
        sound({ ...body, authority: isSame ? authority : '' });
      };
    },
  },
  {
    id: 'P59',
    does: 'refuses a code of 3 kB for its length',
    seed(backend) {
      const sound = backend.isValid.bind(backend);
      backend.isValid = (body) => sound(body) && (body['code'] ?? '').length < 3_000;
    },
  },
];
