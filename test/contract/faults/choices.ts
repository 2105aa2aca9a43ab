import { Refusal } from '../minimal/refusal.js';
import { answered, around, type Fault, inAnswers } from './fault.js';

export const choiceFaults: Fault[] = [
  {
    id: 'C1',
    does: 'lets another account make a choice',
    seed(backend) {
      backend.findChoice = (caller, { choice }) => {
        const row = backend.rows.find((one) => one.choice === choice);
        if (!row) throw new Refusal(410, 'choice-expired');
        row.caller = caller;
        return row;
      };
    },
  },
  {
    id: 'C2',
    does: 'lets a colleague make a choice',
    seed(backend) {
      const sound = backend.findChoice.bind(backend);
      backend.findChoice = (caller, body) => {
        const row = backend.rows.find((one) => one.choice === body['choice']);
        if (row?.caller.vccAccountId === caller.vccAccountId && !body['cancel']) return row;
        return sound(caller, body);
      };
    },
  },
  {
    id: 'C3',
    does: 'links an environment that was not offered',
    seed(backend) {
      backend.checkOffered = (row, { organizationUrl = '' }) => {
        const [first] = row.offered ?? [];
        if (first && !row.offered?.some(({ url }) => url === organizationUrl)) {
          row.offered?.push({ ...first, url: organizationUrl });
        }
      };
      backend.checkPrivileges = async () => undefined;
    },
  },
  {
    id: 'C4',
    does: 'answers a cancelled choice 200',
    seed(backend) {
      const sound = backend.cancel.bind(backend);
      backend.cancel = (caller, body) => {
        sound(caller, body);
        return backend.show(caller, 200);
      };
    },
  },
  {
    id: 'C5',
    does: 'lets another account cancel a choice',
    seed(backend) {
      backend.cancel = (_, { choice }) => {
        const row = backend.rows.find((one) => one.choice === choice);
        if (!row) throw new Refusal(410, 'choice-expired');
        backend.abandon(row);
        return backend.noContent();
      };
    },
  },
  {
    id: 'C6',
    does: 'lets a choice that was made be made again, for another environment',
    seed(backend) {
      const sound = backend.findChoice.bind(backend);
      backend.findChoice = (caller, body) => {
        const made = backend.rows.find((row) => 'madeOf' in row && row.madeOf === body['choice']);
        return made && backend.isSameCaller(made, caller) ? made : sound(caller, body);
      };
      const finish = backend.choose.bind(backend);
      const grants = new Map<object, unknown>();
      backend.choose = async (caller, body, ifMatch) => {
        for (const row of backend.rows) {
          if (row.grant) grants.set(row, row.grant);
          else if (grants.has(row)) Object.assign(row, { grant: grants.get(row) });
        }
        return finish(caller, body, ifMatch);
      };
    },
  },
  {
    id: 'C7',
    does: 'shows a choice to every account',
    seed(backend) {
      backend.pendingOf = () => backend.rows.find((row) => row.choice !== undefined && !row.answer);
    },
  },
  {
    id: 'C8',
    does: 'does not show a choice that waits',
    seed(backend) {
      backend.pendingOf = () => undefined;
    },
  },
  {
    id: 'C9',
    does: 'asks for a choice without saying between what',
    seed(backend) {
      inAnswers(backend, (body) => ({ ...body, organizations: undefined }));
    },
  },
  {
    id: 'C9b',
    does: 'asks for a choice without saying which',
    seed(backend) {
      inAnswers(backend, (body) => ({ ...body, choice: undefined }));
    },
  },
  {
    id: 'C10',
    does: 'goes on showing a choice that was cancelled',
    seed(backend) {
      const shown = new Map<string, unknown>();
      inAnswers(backend, (body, { request }) => {
        const session = request.headers.get('X-Test-Session') ?? '';
        const { pending = shown.get(session) } = body;
        if (request.method !== 'GET' || pending === undefined) return body;
        shown.set(session, pending);
        return { ...body, pending };
      });
    },
  },
  {
    id: 'C12',
    does: 'lets a choice be made that was cancelled',
    seed(backend) {
      backend.cancel = (caller, body) => {
        backend.findChoice(caller, body);
        return backend.noContent();
      };
      backend.pendingOf = () => undefined;
    },
  },
  {
    id: 'C13',
    does: 'shows a choice to a colleague',
    seed(backend) {
      backend.pendingOf = ({ vccAccountId }) =>
        backend.rows.find((row) => row.choice !== undefined && row.caller.vccAccountId === vccAccountId && !row.answer);
    },
  },
  {
    id: 'C14',
    does: 'lets a colleague cancel a choice',
    seed(backend) {
      const sound = backend.findChoice.bind(backend);
      backend.findChoice = (caller, body) => {
        const row = backend.rows.find((one) => one.choice === body['choice']);
        if (row?.caller.vccAccountId === caller.vccAccountId && body['cancel']) return row;
        return sound(caller, body);
      };
    },
  },
  {
    id: 'C15',
    does: 'goes on showing a choice after another sign-in has linked',
    seed(backend) {
      const { save, abandon } = backend;
      let isSaving = false;
      backend.save = (row, grant, organization) => {
        isSaving = true;
        try {
          save.call(backend, row, grant, organization);
        } finally {
          isSaving = false;
        }
      };
      backend.abandon = (row) => {
        if (!isSaving) abandon.call(backend, row);
      };
    },
  },
  {
    id: 'C16',
    does: 'links the first of several environments without asking',
    seed(backend) {
      const sound = backend.environmentsFor.bind(backend);
      backend.environmentsFor = async (row, grant) => (await sound(row, grant)).slice(0, 1);
    },
  },
  {
    id: 'C17',
    does: 'does not check privileges in the environment that was chosen',
    seed(backend) {
      const sound = backend.checkPrivileges.bind(backend);
      backend.checkPrivileges = async (organization, grant) => {
        if (!backend.rows.some(({ running, chosen }) => running && chosen !== undefined))
          await sound(organization, grant);
      };
    },
  },
  {
    id: 'C18',
    does: 'answers a choice that links 200',
    seed: (backend) =>
      around(backend, async (request, next) => {
        const text = await request.clone().text();
        const response = await next(request);
        const isChoice = text.includes('"choice"') && response.status === 201;
        return isChoice ? answered(response, {}, { status: 200 }) : response;
      }),
  },
  {
    id: 'C19',
    does: 'links the first environment whichever is chosen',
    seed(backend) {
      const sound = backend.environmentsFor.bind(backend);
      backend.environmentsFor = async (row, grant) =>
        row.chosen === undefined ? sound(row, grant) : (row.offered ?? []).slice(0, 1);
    },
  },
  {
    id: 'C22',
    does: 'answers an unknown choice 404',
    seed(backend) {
      const sound = backend.findChoice.bind(backend);
      backend.findChoice = (caller, body) => {
        try {
          return sound(caller, body);
        } catch {
          throw new Refusal(404, 'choice-expired');
        }
      };
    },
  },
  {
    id: 'C25',
    does: 'leaves the ETag out of the answer to a choice',
    seed: (backend) =>
      around(backend, async (request, next) => {
        const text = await request.clone().text();
        const response = await next(request);
        return text.includes('"choice"') ? answered(response, { ETag: undefined }) : response;
      }),
  },
  {
    id: 'C26',
    does: 'offers the addresses for calls in place of those of the environments',
    seed(backend) {
      backend.offer = ({ offered = [] }) => offered.map(({ name, api }) => ({ name, url: api }));
    },
  },
  {
    id: 'C28',
    does: 'shows another choice with GET than it asked for',
    seed(backend) {
      inAnswers(backend, (body) => {
        const { pending } = body as { pending?: object };
        return pending ? { ...body, pending: { ...pending, choice: 'another' } } : body;
      });
    },
  },
  {
    id: 'C29',
    does: 'gives up a choice when an environment is named that was not offered',
    seed(backend) {
      const sound = backend.checkOffered.bind(backend);
      backend.checkOffered = (row, body) => {
        try {
          sound(row, body);
        } catch (error) {
          backend.abandon(row);
          throw error;
        }
      };
    },
  },
  {
    id: 'C30',
    does: 'links the environment that was chosen last when two are chosen at once, and tells both so',
    seed(backend) {
      backend.checkFree = () => undefined;
    },
  },
];
