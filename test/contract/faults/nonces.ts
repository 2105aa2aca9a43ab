import { randomBytes } from 'node:crypto';
import type { Fault } from './fault.js';

export const nonceFaults: Fault[] = [
  {
    id: 'N1',
    does: 'binds a nonce to the user, not to the account',
    seed(backend) {
      const { checkNonce } = backend;
      backend.checkNonce = (caller, nonce) => {
        const issued = backend.nonces.get(nonce);
        const [, userId] = issued ? JSON.parse(issued.owner) : [];
        // The users of the kit's accounts differ, as people's do; what is left out here is the account.
        const isKnown = issued !== undefined && userId !== undefined;
        if (!isKnown) checkNonce.call(backend, caller, nonce);
      };
    },
  },
  {
    id: 'N2',
    does: 'binds a nonce to the account, not to the user',
    seed(backend) {
      const { checkNonce } = backend;
      backend.checkNonce = (caller, nonce) => {
        const issued = backend.nonces.get(nonce);
        const [account] = issued ? JSON.parse(issued.owner) : [];
        if (account !== caller.vccAccountId) checkNonce.call(backend, caller, nonce);
      };
    },
  },
  {
    id: 'N3',
    does: 'lets a nonce be used again',
    seed(backend) {
      backend.isNonceUsed = () => false;
    },
  },
  {
    id: 'N5',
    does: 'gives the same nonce until it is used',
    seed(backend) {
      const given = new Map<string, string>();
      const sound = backend.issueNonce.bind(backend);
      backend.issueNonce = (caller) => {
        const owner = backend.ownerOf(caller);
        const known = given.get(owner);
        const nonce = known !== undefined && !backend.isNonceUsed(known) ? known : sound(caller);
        given.set(owner, nonce);
        return nonce;
      };
    },
  },
  {
    id: 'N6',
    does: 'does not compare the nonce of the id_token',
    seed({ microsoft }) {
      const sound = microsoft.checkIdToken.bind(microsoft);
      microsoft.checkIdToken = async (idToken = '') => {
        const claims = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString());
        return sound(idToken, claims.nonce);
      };
    },
  },
  {
    id: 'N7',
    does: 'knows the newest nonce of a user only, so that a second tab breaks the first',
    seed(backend) {
      const sound = backend.issueNonce.bind(backend);
      backend.issueNonce = (caller) => {
        const owner = backend.ownerOf(caller);
        for (const [nonce, issued] of backend.nonces) if (issued.owner === owner) backend.nonces.delete(nonce);
        return sound(caller);
      };
    },
  },
  {
    id: 'N8',
    does: 'takes any nonce',
    seed(backend) {
      backend.checkNonce = () => undefined;
    },
  },
  {
    id: 'N9',
    does: 'numbers its nonces',
    seed(backend) {
      let count = 1_000;
      backend.issueNonce = (caller) => {
        const nonce = String(++count);
        backend.nonces.set(nonce, { owner: backend.ownerOf(caller), expires: Number.POSITIVE_INFINITY });
        return nonce;
      };
    },
  },
  {
    id: 'N15',
    does: 'takes a nonce in another spelling for another one',
    seed(backend) {
      const sound = backend.checkNonce.bind(backend);
      backend.checkNonce = (caller, nonce) => sound(caller, nonce.replace(/[=.\s]+$/, ''));
      const redeem = backend.microsoft.redeem.bind(backend.microsoft);
      backend.microsoft.redeem = (body, resource) =>
        redeem({ ...body, nonce: body['nonce']?.replace(/[=.\s]+$/, '') ?? '' }, resource);
    },
  },
  {
    id: 'N16',
    does: 'refuses a nonce of a page that was read before the account was linked',
    seed(backend) {
      const sound = backend.save.bind(backend);
      backend.save = (row, grant, organization) => {
        sound(row, grant, organization);
        for (const [nonce, { owner }] of backend.nonces) {
          if (owner === backend.ownerOf(row.caller))
            backend.nonces.set(nonce, { owner: randomBytes(8).toString('hex'), expires: 0 });
        }
      };
    },
  },
];
