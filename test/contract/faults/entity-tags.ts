import { randomUUID } from 'node:crypto';
import { Refusal } from '../minimal/refusal.js';
import { answered, around, type Fault, inHeaders } from './fault.js';

const bare = (tag = '') => tag.replace(/^W\//, '').replaceAll('"', '');

export const entityTagFaults: Fault[] = [
  {
    id: 'E1',
    does: 'ignores If-Match on DELETE',
    seed(backend) {
      backend.unlink = async (caller) => {
        backend.deleteLink(caller);
        return backend.noContent();
      };
    },
  },
  {
    id: 'E2',
    does: 'ignores If-Match on POST',
    seed(backend) {
      const sound = backend.post.bind(backend);
      backend.post = (caller, body) => sound(caller, body, backend.etag(caller));
    },
  },
  {
    id: 'E3',
    does: 'takes a DELETE without If-Match',
    seed(backend) {
      const sound = backend.unlink.bind(backend);
      backend.unlink = (caller, ifMatch) => sound(caller, ifMatch ?? backend.etag(caller));
    },
  },
  {
    id: 'E16',
    does: 'takes a POST without If-Match',
    seed(backend) {
      const sound = backend.post.bind(backend);
      backend.post = (caller, body, ifMatch) => sound(caller, body, ifMatch ?? backend.etag(caller));
    },
  },
  {
    id: 'E4',
    does: 'gives another ETag with each answer',
    seed(backend) {
      backend.etag = (caller) => `"${backend.accountTag(caller)}.${randomUUID().replaceAll('-', '')}"`;
      backend.checkLink = (ifMatch, caller) => backend.checkAccount(ifMatch, caller);
    },
  },
  {
    id: 'E5',
    does: 'sends a weak ETag and expects a strong one',
    seed(backend) {
      const sound = backend.readIfMatch.bind(backend);
      backend.readIfMatch = (ifMatch) => {
        if (ifMatch?.startsWith('W/')) throw new Refusal(412, 'changed');
        return sound(ifMatch);
      };
      inHeaders(backend, ({ response }) => ({ ETag: response.headers.get('ETag')?.replace(/^/, 'W/') }));
    },
  },
  {
    id: 'E6',
    does: 'refuses an ETag that a proxy has weakened',
    seed(backend) {
      const sound = backend.readIfMatch.bind(backend);
      backend.readIfMatch = (ifMatch) => {
        if (ifMatch?.startsWith('W/')) throw new Refusal(412, 'changed');
        return sound(ifMatch);
      };
    },
  },
  {
    id: 'E6b',
    does: 'sends weak ETags everywhere, and compares them weakly',
    seed(backend) {
      inHeaders(backend, ({ response }) => ({ ETag: response.headers.get('ETag')?.replace(/^/, 'W/') }));
    },
  },
  {
    id: 'E7',
    does: 'has one ETag for all accounts that are not linked',
    seed(backend) {
      const { etag, checkAccount, checkLink } = backend;
      backend.etag = (caller) => (backend.links.has(caller.vccAccountId) ? etag.call(backend, caller) : '"none.none"');
      backend.checkAccount = (ifMatch, caller) => {
        if (bare(ifMatch) !== 'none.none') checkAccount.call(backend, ifMatch, caller);
      };
      backend.checkLink = (ifMatch, caller) => {
        if (bare(ifMatch) !== 'none.none') return checkLink.call(backend, ifMatch, caller);
        if (backend.links.has(caller.vccAccountId)) throw new Refusal(412, 'changed');
      };
    },
  },
  {
    id: 'E8',
    does: 'has the same ETag for every link of an account',
    seed(backend) {
      const part = (vccAccountId: string) => (backend.links.has(vccAccountId) ? 'linked' : 'none');
      backend.etag = (caller) => `"${backend.accountTag(caller)}.${part(caller.vccAccountId)}"`;
      backend.checkLink = (ifMatch, caller) => {
        backend.checkAccount(ifMatch, caller);
        if (backend.readIfMatch(ifMatch).link !== part(caller.vccAccountId)) throw new Refusal(412, 'changed');
      };
    },
  },
  ...(
    [
      ['E9', 'takes a star', (tag) => tag === '*'],
      ['E14', 'takes a list of tags', (tag, own) => tag.includes(',') && tag.includes(own)],
      [
        'E18',
        'compares the beginning of the tags alone',
        (tag, own) => own.length > 0 && tag.length > 20 && own.startsWith(tag),
      ],
      ['E18b', 'takes a tag that goes on after the right one', (tag, own) => tag.startsWith(own)],
      ['E19', 'compares tags whatever their case', (tag, own) => tag.toLowerCase() === own.toLowerCase()],
      ['E26', 'takes an empty tag', (tag) => tag === ''],
    ] satisfies [string, string, (tag: string, own: string) => boolean][]
  ).map(
    ([id, does, takes]): Fault => ({
      id,
      does,
      seed(backend) {
        around(backend, async (request, next) => {
          const shown = request.headers.get('If-Match');
          if (shown === null || !request.headers.has('X-Test-Session')) return next(request);
          const own = backend.etag(backend.callerOf(request));
          const text = await request.clone().text();
          const headers = new Headers(request.headers);
          if (takes(bare(shown), bare(own))) headers.set('If-Match', own);
          return next(new Request(request.url, { method: request.method, headers, ...(text && { body: text }) }));
        });
      },
    }),
  ),
  {
    id: 'E10',
    does: 'refuses an ETag that a compressing proxy has marked',
    seed(backend) {
      const sound = backend.readIfMatch.bind(backend);
      backend.readIfMatch = (ifMatch) => {
        if (/[-;]/.test(bare(ifMatch))) throw new Refusal(412, 'changed');
        return sound(ifMatch);
      };
    },
  },
  {
    id: 'E10b',
    does: 'knows the mark -gzip of proxies and no other',
    seed(backend) {
      const sound = backend.readIfMatch.bind(backend);
      backend.readIfMatch = (ifMatch) => {
        if (/[-;]/.test(bare(ifMatch).replace(/-gzip$/, ''))) throw new Refusal(412, 'changed');
        return sound(ifMatch);
      };
    },
  },
  {
    id: 'E11',
    does: 'leaves the ETag out of 201',
    seed: (backend) =>
      inHeaders(backend, ({ response: { status, headers } }) => ({
        ETag: status === 201 ? undefined : (headers.get('ETag') ?? undefined),
      })),
  },
  {
    id: 'E12',
    does: 'leaves the ETag out when nothing is linked',
    seed: (backend) =>
      around(backend, async (request, next) => {
        const response = await next(request);
        const isNone = response.headers.get('ETag')?.includes('.none');
        return isNone ? answered(response, { ETag: undefined }) : response;
      }),
  },
  {
    id: 'E13',
    does: 'ignores If-Match on a choice',
    seed(backend) {
      const sound = backend.choose.bind(backend);
      backend.choose = (caller, body) => sound(caller, body, backend.etag(caller));
    },
  },
  {
    id: 'E13b',
    does: 'takes a choice without If-Match',
    seed(backend) {
      const sound = backend.choose.bind(backend);
      backend.choose = (caller, body, ifMatch) => sound(caller, body, ifMatch ?? backend.etag(caller));
    },
  },
  {
    id: 'E15',
    does: 'compares the part of the link alone',
    seed(backend) {
      backend.checkAccount = (ifMatch) => void backend.readIfMatch(ifMatch);
    },
  },
  {
    id: 'E17',
    does: 'compares the part of the account alone',
    seed(backend) {
      backend.checkLink = (ifMatch, caller) => backend.checkAccount(ifMatch, caller);
    },
  },
  {
    id: 'E20',
    does: 'sends with 201 the ETag from before',
    seed: (backend) =>
      inHeaders(backend, ({ request, response }) =>
        response.status === 201 ? { ETag: request.headers.get('If-Match') ?? '' } : {},
      ),
  },
  {
    id: 'E21',
    does: 'calls a missing If-Match 428',
    seed(backend) {
      const sound = backend.readIfMatch.bind(backend);
      backend.readIfMatch = (ifMatch) => {
        if (ifMatch === undefined) throw new Refusal(428, 'invalid-request');
        return sound(ifMatch);
      };
    },
  },
  {
    id: 'E21b',
    does: 'calls a page that is not up to date a conflict',
    seed(backend) {
      const sound = backend.checkLink.bind(backend);
      backend.checkLink = (ifMatch, caller) => {
        backend.checkAccount(ifMatch, caller);
        try {
          sound(ifMatch, caller);
        } catch {
          throw new Refusal(409, 'session-changed');
        }
      };
    },
  },
  {
    id: 'E22',
    does: 'calls a tag that is none changed',
    seed(backend) {
      const sound = backend.readIfMatch.bind(backend);
      backend.readIfMatch = (ifMatch) => {
        try {
          return sound(ifMatch);
        } catch {
          throw new Refusal(ifMatch === undefined ? 400 : 412, ifMatch === undefined ? 'invalid-request' : 'changed');
        }
      };
    },
  },
  {
    id: 'E23',
    does: 'sends its ETag without quotes',
    seed: (backend) =>
      inHeaders(backend, ({ response }) => ({ ETag: response.headers.get('ETag')?.replaceAll('"', '') })),
  },
  {
    id: 'E24',
    does: 'begins its ETag with something else than the accountTag',
    seed: (backend) =>
      inHeaders(backend, ({ response }) => ({ ETag: response.headers.get('ETag')?.replace('"', '"x') })),
  },
  {
    id: 'E27',
    does: 'takes the ETag of any link that the account had',
    seed(backend) {
      const had = new Set<string>();
      const sound = backend.checkLink.bind(backend);
      backend.checkLink = (ifMatch, caller) => {
        if (!had.has(bare(ifMatch))) sound(ifMatch, caller);
      };
      around(backend, async (request, next) => {
        const response = await next(request);
        const tag = bare(response.headers.get('ETag') ?? '');
        if (response.status === 201) had.add(tag);
        return response;
      });
    },
  },
  {
    id: 'E30',
    does: 'looks at If-Match when a POST comes, and not when it stores the link',
    seed(backend) {
      const sound = backend.save.bind(backend);
      backend.save = (row, grant, organization) => {
        row.replaces = backend.links.get(row.caller.vccAccountId)?.linkId;
        sound(row, grant, organization);
      };
    },
  },
];
