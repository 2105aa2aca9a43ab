import { Refusal } from '../minimal/refusal.js';
import { around, type Fault } from './fault.js';

export const unlinkingFaults: Fault[] = [
  {
    id: 'D1',
    does: 'answers DELETE 204 and keeps the link',
    seed(backend) {
      backend.deleteLink = () => undefined;
    },
  },
  {
    id: 'D2',
    does: 'calls a repeated DELETE changed',
    seed(backend) {
      backend.checkAccount = (ifMatch, caller) => {
        const current = backend.links.get(caller.vccAccountId)?.linkId ?? 'none';
        const { account, link } = backend.readIfMatch(ifMatch);
        if (account !== backend.accountTag(caller) || link !== current) throw new Refusal(412, 'changed');
      };
    },
  },
  {
    id: 'D3',
    does: 'finds nothing to delete where nothing is linked (404)',
    seed(backend) {
      const sound = backend.unlink.bind(backend);
      backend.unlink = async (caller, ifMatch) => {
        if (!backend.links.has(caller.vccAccountId)) throw new Refusal(404, 'invalid-request');
        return sound(caller, ifMatch);
      };
    },
  },
  {
    id: 'D4',
    does: 'lets a POST that is under way link after a DELETE',
    seed(backend) {
      const sound = backend.abandon.bind(backend);
      backend.abandon = (row) => {
        if (row.running === undefined) sound(row);
        else row.replaces = undefined;
      };
    },
  },
  {
    id: 'D5',
    does: 'keeps a choice that waits when it unlinks',
    seed(backend) {
      const sound = backend.abandon.bind(backend);
      backend.abandon = (row) => {
        if (row.choice === undefined) sound(row);
      };
    },
  },
  {
    id: 'D6',
    does: 'takes any If-Match where nothing is linked',
    seed(backend) {
      const sound = backend.unlink.bind(backend);
      backend.unlink = (caller, ifMatch) =>
        sound(caller, backend.links.has(caller.vccAccountId) ? ifMatch : backend.etag(caller));
    },
  },
  {
    id: 'D7',
    does: 'answers DELETE 200 with the account as it is then',
    seed(backend) {
      const sound = backend.unlink.bind(backend);
      backend.unlink = async (caller, ifMatch) => {
        await sound(caller, ifMatch);
        return backend.show(caller, 200);
      };
    },
  },
  {
    id: 'D9',
    does: 'asks of a DELETE to be application/json',
    seed: (backend) =>
      around(backend, async (request, next) => {
        if (request.method !== 'DELETE' || request.headers.has('Content-Type')) return next(request);
        return backend.problem(new Refusal(415, 'invalid-request'), request, undefined);
      }),
  },
  {
    id: 'D10',
    does: 'unlinks every account (DELETE without WHERE)',
    seed(backend) {
      backend.deleteLink = () => {
        backend.links.clear();
        for (const row of backend.rows) backend.abandon(row);
      };
    },
  },
  {
    id: 'D11',
    does: 'lets nobody unlink but who has linked',
    seed(backend) {
      const sound = backend.unlink.bind(backend);
      backend.unlink = async (caller, ifMatch) => {
        const linkId = backend.links.get(caller.vccAccountId)?.linkId;
        const made = backend.rows.find(({ answer }) => answer && 'linkId' in answer && answer.linkId === linkId);
        if (linkId !== undefined && made?.caller.userId !== caller.userId) throw new Refusal(403, 'not-entitled');
        return sound(caller, ifMatch);
      };
    },
  },
  {
    id: 'D12',
    does: 'keeps a Dynamics user for an account that was unlinked',
    seed(backend) {
      const had = new Map<string, string>();
      const sound = backend.deleteLink.bind(backend);
      backend.deleteLink = (caller) => {
        const link = backend.links.get(caller.vccAccountId);
        if (link) had.set(link.user, caller.vccAccountId);
        sound(caller);
      };
      const check = backend.checkElsewhere.bind(backend);
      backend.checkElsewhere = (user, account) => {
        if ((had.get(user) ?? account) !== account) throw new Refusal(409, 'already-linked-elsewhere');
        check(user, account);
      };
    },
  },
  {
    id: 'D13',
    does: 'links with a grant that waited for Dynamics 365 when it unlinked',
    seed(backend) {
      const sound = backend.abandon.bind(backend);
      backend.abandon = (row) => {
        if (row.grant === undefined || row.choice !== undefined || row.running !== undefined) return sound(row);
        row.replaces = undefined;
      };
    },
  },
  {
    id: 'D15',
    does: 'ends the choices of all accounts when one is unlinked',
    seed(backend) {
      const sound = backend.deleteLink.bind(backend);
      backend.deleteLink = (caller) => {
        sound(caller);
        for (const row of backend.rows) backend.abandon(row);
      };
    },
  },
  {
    id: 'D16',
    does: 'deletes the link and answers 500 afterwards',
    seed(backend) {
      backend.noContent = () => {
        throw new Refusal(500, 'internal');
      };
    },
  },
];
