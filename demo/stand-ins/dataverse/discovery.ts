import { Hono } from 'hono';
import type { Access, SignedIn } from './access.js';
import type { Environment } from './environment.js';
import { resourceNotFound, respondWithError } from './errors.js';
import { parseFilter, type Row } from './filter.js';
import { select } from './select.js';

export const discoveryPath = '/api/discovery/v2.0/Instances';

/** Serves global discovery: the environments of the token's user, and one that is disabled. */
export function createDiscoveryApi(environments: Environment[], access: Access, audiences: string[]): Hono<SignedIn> {
  const api = new Hono<SignedIn>();
  api.onError(respondWithError);
  api.notFound(resourceNotFound);
  api.use(discoveryPath, access.requireToken(audiences));

  api.get(discoveryPath, (c) => {
    const { environments: names, tid } = c.get('person');
    const own = environments.filter(({ records }) => names.includes(records.environment));
    const instances = own.map((environment) => instance(environment, tid));
    const [first] = instances;
    const disabled = first
      ? [{ ...first, FriendlyName: 'Old trial', State: 1, Url: 'http://127.0.0.1:1', ApiUrl: 'http://127.0.0.1:1' }]
      : [];
    const all: Row[] = [...instances, ...disabled];
    const filter = c.req.query('$filter');
    const found = filter ? all.filter(parseFilter(filter, Object.keys(all[0] ?? {}))) : all;
    const context = `${new URL(c.req.url).origin}/api/discovery/v2.0/$metadata#Instances`;
    return c.json({ '@odata.context': context, value: found.map((row) => select(row, c.req.query('$select'))) });
  });

  return api;
}

function instance({ origin, apiOrigin, organizationId, records }: Environment, tenantId: string) {
  return {
    Id: organizationId,
    TenantId: tenantId,
    FriendlyName: records.environment,
    State: 0,
    UniqueName: `unq${organizationId.slice(-12)}`,
    // One with a slash at its end and one without, as they have been seen (discovery-service).
    Url: `${origin}/`,
    ApiUrl: apiOrigin,
  };
}
