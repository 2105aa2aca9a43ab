import { Refusal } from '../minimal/refusal.js';
import { answered, around, type Fault, inAnswers } from './fault.js';

export const sessionFaults: Fault[] = [
  {
    id: 'S2',
    does: 'shows an account without a session',
    seed(backend) {
      const sound = backend.callerOf.bind(backend);
      backend.callerOf = (request) =>
        request.headers.has('X-Test-Session')
          ? sound(request)
          : { vccAccountId: 'nobody', userId: 'nobody', canChange: false };
    },
  },
  {
    id: 'S3',
    does: 'answers without a session 403',
    seed(backend) {
      const sound = backend.callerOf.bind(backend);
      backend.callerOf = (request) => {
        if (!request.headers.has('X-Test-Session')) throw new Refusal(403, 'not-entitled');
        return sound(request);
      };
    },
  },
  {
    id: 'S4',
    does: 'leads to its sign-in page where there is no session',
    seed: (backend) =>
      around(backend, async (request, next) =>
        request.headers.has('X-Test-Session')
          ? next(request)
          : answered(await next(request), { Location: '/sign-in' }, { status: 302, text: '' }),
      ),
  },
  {
    id: 'S5',
    does: 'unlinks without a session',
    seed: (backend) =>
      around(backend, async (request, next) => {
        if (request.method !== 'DELETE' || request.headers.has('X-Test-Session')) return next(request);
        const tag = request.headers.get('If-Match') ?? '';
        for (const vccAccountId of backend.links.keys()) {
          if (tag.includes(backend.accountTag({ vccAccountId }))) backend.links.delete(vccAccountId);
        }
        return backend.noContent();
      }),
  },
  {
    id: 'S6',
    does: 'asks for no session on POST',
    seed(backend) {
      const sound = backend.callerOf.bind(backend);
      backend.callerOf = (request) => {
        if (request.method !== 'POST' || request.headers.has('X-Test-Session')) return sound(request);
        throw new Refusal(409, 'session-changed');
      };
    },
  },
  {
    id: 'D8',
    does: 'lets a viewer unlink',
    seed(backend) {
      backend.checkMayChange = () => undefined;
      const post = backend.post.bind(backend);
      backend.post = async (caller, body, ifMatch) => {
        if (!caller.canChange) throw new Refusal(403, 'not-entitled');
        return post(caller, body, ifMatch);
      };
    },
  },
  {
    id: 'S7',
    does: 'lets a viewer link',
    seed(backend) {
      backend.checkMayChange = () => undefined;
      const unlink = backend.unlink.bind(backend);
      backend.unlink = async (caller, ifMatch) => {
        if (!caller.canChange) throw new Refusal(403, 'not-entitled');
        return unlink(caller, ifMatch);
      };
    },
  },
  {
    id: 'S8',
    does: 'says canChange to a viewer',
    seed(backend) {
      inAnswers(backend, (body, { status }) => (status < 300 ? { ...body, canChange: true } : body));
    },
  },
  {
    id: 'S9',
    does: 'shows nothing to a viewer',
    seed(backend) {
      const sound = backend.callerOf.bind(backend);
      backend.callerOf = (request) => {
        const caller = sound(request);
        if (!caller.canChange) throw new Refusal(403, 'not-entitled');
        return caller;
      };
    },
  },
  {
    id: 'S10',
    does: 'keeps a link for each user in place of one for each account',
    seed(backend) {
      const sound = backend.callerOf.bind(backend);
      const own = backend.accountTag.bind(backend);
      backend.callerOf = (request) => {
        const caller = sound(request);
        return { ...caller, vccAccountId: `${caller.vccAccountId}/${caller.userId}` };
      };
      backend.accountTag = ({ vccAccountId }) => own({ vccAccountId: vccAccountId.split('/')[0] ?? '' });
    },
  },
  {
    id: 'S11',
    does: 'makes the accountTag of the user',
    seed(backend) {
      const sound = backend.accountTag.bind(backend);
      backend.accountTag = (caller) =>
        sound({ vccAccountId: caller.vccAccountId + ('userId' in caller ? String(caller.userId) : '') });
    },
  },
  {
    id: 'S12',
    does: 'refuses a colleague who replaces a link',
    seed(backend) {
      const sound = backend.checkLink.bind(backend);
      backend.checkLink = (ifMatch, caller) => {
        sound(ifMatch, caller);
        const linkId = backend.links.get(caller.vccAccountId)?.linkId;
        const made = backend.rows.find(({ answer }) => answer && 'linkId' in answer && answer.linkId === linkId);
        if (made && made.caller.userId !== caller.userId) throw new Refusal(403, 'not-entitled');
      };
    },
  },
];
