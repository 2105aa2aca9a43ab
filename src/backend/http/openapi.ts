import { z } from 'zod';
import { type Method, refusalsOf } from './answers-by-method.js';
import { namedSchemas } from './contract-schemas.js';

type SchemaName = keyof typeof namedSchemas;

const entityTag = {
  description: 'Stands for VCC account and link, also when unlinked: `"<accountTag>.<link or none>"`',
  required: true,
  schema: { type: 'string' },
};
const headerParameter = (name: string, required: boolean, description: string) => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string' },
});
const correlationId = headerParameter('X-Correlation-Id', false, 'Id of the attempt, repeated in an error');
const changing = (ifMatchIsRequired: boolean, withoutIfMatch = '') => [
  correlationId,
  headerParameter(
    'If-Match',
    ifMatchIsRequired,
    `The ETag of the last answer, whatever a proxy added to it${withoutIfMatch}; anything else, a star or a list is 400`,
  ),
  headerParameter('Origin', true, 'An origin of the registered redirect URIs'),
  headerParameter('Sec-Fetch-Site', false, 'Anything but same-origin is refused'),
];

/** Returns the contract of the link resource as an OpenAPI 3.1 document, from the schemas that requests are checked with. */
export function describeContract(): object {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Link of a Vonage Contact Center account to a Microsoft Dynamics 365 user',
      version: '1',
      description:
        'One resource, at whatever URL the portal gives it, for the VCC account and user of the portal session. ' +
        'Every answer carries `Cache-Control: no-store` and none carries CORS headers. Unknown members are ignored. ' +
        'Of several things that are wrong the first is answered: method, site, content type, size, session, rate, ' +
        '`canChange`, body, replay, nonce, `If-Match`. Any other method is 405 `invalid-request`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ portalSession: [] }],
    paths: {
      '/api/dynamics-link': {
        get: {
          operationId: 'getLink',
          summary: 'The state of the link, with a nonce for the next sign-in',
          parameters: [correlationId],
          responses: { 200: resource('The link, or that there is none'), ...problems('GET') },
        },
        post: {
          operationId: 'link',
          summary: 'Redeems a code and links; answers or cancels a question; or checks the link',
          description:
            'The identical request of the same user within ten minutes gets the same answer, or goes on where it stopped; after ' +
            '201, while the link that it made is there, else 412 `changed`. A code is sent to Entra once: again only when it ' +
            'certainly did not get there; where nobody knows, the repeated request is 400 `code-rejected`. ' +
            'A failed request leaves the old link.',
          parameters: changing(false, '; not needed with `cancel` and `check`'),
          requestBody: {
            required: true,
            content: json(['LinkRequest', 'ChoiceRequest', 'ReplacementRequest', 'ChoiceCancellation', 'CheckRequest']),
          },
          responses: {
            200: resource('Checked, or checked less than a minute ago'),
            201: resource('Linked', ['LinkedResource']),
            204: { description: 'The question was cancelled' },
            ...problems('POST'),
          },
        },
        delete: {
          operationId: 'unlink',
          summary: 'Deletes the link, its tokens and what waits or is under way for the account',
          description: 'Without a body, so without a content type.',
          parameters: changing(true),
          responses: { 204: { description: 'Nothing is linked any more' }, ...problems('DELETE') },
        },
      },
    },
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        portalSession: { type: 'apiKey', in: 'cookie', name: 'session', description: "The portal's own session" },
      },
    },
  };
}

function componentSchemas(): object {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(namedSchemas)) registry.add(schema, { id });
  // The input schemas: answers, too, may have members that this version does not know.
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $id: _, $schema: __, ...schema }]) => [id, schema] as const),
  );
}

function json(names: SchemaName[], type = 'application/json'): object {
  const references = names.map((name) => ({ $ref: `#/components/schemas/${name}` }));
  return { [type]: { schema: references.length === 1 ? references[0] : { anyOf: references } } };
}

function resource(description: string, names: SchemaName[] = ['UnlinkedResource', 'LinkedResource']): object {
  return { description, headers: { ETag: entityTag }, content: json(names) };
}

/** Returns one response for each HTTP status that a method may be refused with, with the error codes that go with it. */
function problems(method: Method): object {
  const refusals = refusalsOf(method);
  return Object.fromEntries(
    refusals.map(({ status }) => [
      status,
      {
        description: refusals.flatMap((refusal) => (refusal.status === status ? refusal.code : [])).join(', '),
        ...((status === 429 || status === 503) && {
          headers: { 'Retry-After': { required: true, description: 'Seconds', schema: { type: 'integer' } } },
        }),
        content: json(['Problem'], 'application/problem+json'),
      },
    ]),
  );
}
