import { Refusal } from '../minimal/refusal.js';
import { answered, around, type Fault, inAnswers } from './fault.js';

/** A member of the linked resource that is not as it must be. */
const member = (id: string, does: string, change: (body: Record<string, unknown>) => object): Fault => ({
  id,
  does,
  seed: (backend) => inAnswers(backend, (body) => (body['status'] === 'linked' ? { ...body, ...change(body) } : body)),
});

export const linkingFaults: Fault[] = [
  {
    id: 'P1',
    does: 'answers a POST that links 200',
    seed: (backend) =>
      around(backend, async (request, next) => {
        const response = await next(request);
        return response.status === 201 ? answered(response, {}, { status: 200 }) : response;
      }),
  },
  {
    id: 'P2',
    does: 'answers a POST that links 204, without a body',
    seed: (backend) =>
      around(backend, async (request, next) => {
        const response = await next(request);
        return response.status === 201 ? answered(response, {}, { status: 204, text: '' }) : response;
      }),
  },
  {
    id: 'P3',
    does: 'deletes the old link before the code is redeemed',
    seed(backend) {
      const sound = backend.carryOut.bind(backend);
      backend.carryOut = (row) => {
        backend.links.delete(row.caller.vccAccountId);
        row.replaces = undefined;
        return sound(row);
      };
    },
  },
  {
    id: 'P3b',
    does: 'deletes the old link once the code is redeemed, before privileges are checked',
    seed(backend) {
      const sound = backend.checkPrivileges.bind(backend);
      backend.checkPrivileges = (organization, grant) => {
        for (const row of backend.rows.filter(({ running }) => running)) {
          backend.links.delete(row.caller.vccAccountId);
          row.replaces = undefined;
        }
        return sound(organization, grant);
      };
    },
  },
  {
    id: 'P5',
    does: 'takes a Dynamics user over from another account',
    seed(backend) {
      backend.checkElsewhere = (user, vccAccountId) => {
        for (const [account, link] of backend.links) {
          if (account !== vccAccountId && link.user === user) backend.links.delete(account);
        }
      };
    },
  },
  {
    id: 'P5b',
    does: 'links a Dynamics user to several accounts',
    seed(backend) {
      backend.checkElsewhere = () => undefined;
    },
  },
  {
    id: 'P6',
    does: 'says where a Dynamics user is linked',
    seed(backend) {
      backend.checkElsewhere = (user, vccAccountId) => {
        const other = [...backend.links].find(([account, link]) => account !== vccAccountId && link.user === user)?.[0];
        if (other === undefined) return;
        const detail = `linked to the account ${other} (${backend.accountTag({ vccAccountId: other })})`;
        throw new Refusal(409, 'already-linked-elsewhere', { detail });
      };
    },
  },
  {
    id: 'P17',
    does: 'refuses to link while a link is there',
    seed(backend) {
      const sound = backend.checkRegistration.bind(backend);
      backend.checkRegistration = (body) => {
        sound(body);
        if (backend.links.size > 0) throw new Refusal(412, 'changed');
      };
    },
  },
  {
    id: 'P50',
    does: 'keeps the linkId when a link is replaced',
    seed(backend) {
      const sound = backend.save.bind(backend);
      backend.save = (row, grant, organization) => {
        const old = backend.links.get(row.caller.vccAccountId);
        sound(row, grant, organization);
        const made = backend.links.get(row.caller.vccAccountId);
        if (!old || !made) return;
        made.linkId = old.linkId;
        row.answer = { linkId: old.linkId };
      };
    },
  },
  {
    id: 'P55',
    does: 'refuses to link the same user to the same account again',
    seed(backend) {
      backend.checkElsewhere = (user) => {
        const isLinked = [...backend.links.values()].some((link) => link.user === user);
        if (isLinked) throw new Refusal(409, 'already-linked-elsewhere');
      };
    },
  },
  {
    id: 'P56',
    does: 'keeps the user of a link that was replaced from other accounts',
    seed(backend) {
      const had = new Map<string, string>();
      const sound = backend.checkElsewhere.bind(backend);
      backend.checkElsewhere = (user, account) => {
        if ((had.get(user) ?? account) !== account) throw new Refusal(409, 'already-linked-elsewhere');
        sound(user, account);
        const old = backend.links.get(account);
        if (old) had.set(old.user, account);
      };
    },
  },
  {
    id: 'P54',
    does: 'asks Entra a second time with another verifier',
    seed(backend) {
      backend.isCodeKnown = backend.isNonceUsed = () => false;
    },
  },
  {
    id: 'P47',
    does: 'looks whether a user is linked elsewhere before it asks Microsoft, not when it stores',
    seed(backend) {
      const { checkElsewhere, complete } = backend;
      backend.complete = async (row, grant) => {
        checkElsewhere.call(backend, `${grant.claims['tid']} ${grant.claims['oid']}`, row.caller.vccAccountId);
        await complete.call(backend, row, grant);
      };
      backend.checkElsewhere = () => undefined;
    },
  },
  member('P19', 'writes linkedAt with +00:00', ({ linkedAt }) => ({
    linkedAt: String(linkedAt).replace('Z', '+00:00'),
  })),
  member('P20', 'writes linkedAt as a number', ({ linkedAt }) => ({ linkedAt: Date.parse(String(linkedAt)) })),
  member('P20b', 'writes linkedAt without a zone', ({ linkedAt }) => ({ linkedAt: String(linkedAt).replace('Z', '') })),
  member('P20c', 'writes its local time as if it were UTC', ({ linkedAt }) => ({
    linkedAt: new Date(Date.parse(String(linkedAt)) + 3_600_000).toISOString(),
  })),
  member('P22', "gives its own tenant in place of the user's", ({ account }) => ({
    account: { ...(account as object), tenantId: 'f0f0f0f0-0000-4000-8000-000000000000' },
  })),
  member('P22b', 'names the administrator in place of the Dynamics user', ({ account }) => ({
    account: { ...(account as object), username: 'admin@portal.example' },
  })),
  member('P22c', 'leaves the name of the user empty', ({ account }) => ({
    account: { ...(account as object), name: '' },
  })),
  member('P23b', 'gives the address for calls as the environment', ({ organization }) => ({
    organization: {
      ...(organization as object),
      url: String((organization as { url: string }).url).replace('127.0.0.1', 'localhost'),
    },
  })),
  member('P49', 'calls a new link restricted', () => ({ health: 'restricted' })),
  member('P58', 'leaves health out', () => ({ health: undefined })),
  member('P64', 'says at each GET that the link was made now, in whole seconds', () => ({
    linkedAt: new Date(Math.floor(Date.now() / 1000) * 1000).toISOString(),
  })),
];
