import { randomUUID } from 'node:crypto';
import { Refusal } from '../minimal/refusal.js';
import { answered, around, type Fault, inAnswers } from './fault.js';

export const replayFaults: Fault[] = [
  {
    id: 'R1',
    does: 'redeems the code again when a POST is repeated',
    seed(backend) {
      backend.findReplay = () => undefined;
      backend.isCodeKnown = backend.isNonceUsed = () => false;
    },
  },
  {
    id: 'R2',
    does: 'works on two identical POSTs at once',
    seed(backend) {
      backend.repeat = async (row, caller) => {
        if (row.answer === undefined && row.choice === undefined) await backend.carryOut(row);
        return backend.answerOf(row, caller);
      };
    },
  },
  {
    id: 'R3',
    does: 'answers a repeated POST 201 after the link was deleted',
    seed(backend) {
      const answers = new Map<object, Response>();
      const sound = backend.answerOf.bind(backend);
      backend.answerOf = (row, caller) => {
        const answer = answers.get(row) ?? sound(row, caller);
        answers.set(row, answer.clone());
        return answer;
      };
    },
  },
  {
    id: 'R4',
    does: 'answers a repeated POST with the link that has replaced its own',
    seed(backend) {
      const sound = backend.answerOf.bind(backend);
      backend.answerOf = (row, caller) => {
        const isMade = row.answer !== undefined && 'linkId' in row.answer;
        return isMade && backend.links.has(caller.vccAccountId) ? backend.show(caller, 201) : sound(row, caller);
      };
    },
  },
  {
    id: 'R5',
    does: 'knows a POST again by its code alone',
    seed(backend) {
      backend.isSameRequest = (row, body) => row.body['code'] === body['code'];
    },
  },
  {
    id: 'R5b',
    does: 'knows a POST again by its nonce alone',
    seed(backend) {
      backend.isSameRequest = (row, body) => row.body['nonce'] === body['nonce'];
    },
  },
  {
    id: 'R6',
    does: "gives a colleague the answer to somebody else's POST",
    seed(backend) {
      backend.findReplay = (caller, body) =>
        backend.rows.find((row) => row.caller.vccAccountId === caller.vccAccountId && backend.isSameRequest(row, body));
    },
  },
  {
    id: 'R7',
    does: 'says in-progress without Retry-After',
    seed(backend) {
      const sound = backend.repeat.bind(backend);
      backend.repeat = async (row, caller) => {
        if (row.running) throw new Refusal(503, 'in-progress');
        return sound(row, caller);
      };
      around(backend, async (request, next) => answered(await next(request), { 'Retry-After': undefined }));
    },
  },
  {
    id: 'R7b',
    does: 'refuses a POST that meets a running one, for good',
    seed(backend) {
      const sound = backend.repeat.bind(backend);
      backend.repeat = async (row, caller) => {
        if (row.running) throw new Refusal(409, 'session-changed');
        return sound(row, caller);
      };
    },
  },
  {
    id: 'R8',
    does: 'forgets a POST that it refused',
    seed(backend) {
      backend.finish = (row) => {
        backend.rows = backend.rows.filter((other) => other !== row);
      };
    },
  },
  {
    id: 'R9',
    does: 'leaves the ETag out of a repeated 201',
    seed(backend) {
      const seen = new Set<object>();
      const sound = backend.answerOf.bind(backend);
      backend.answerOf = (row, caller) => {
        const answer = sound(row, caller);
        if (seen.has(row)) answer.headers.delete('ETag');
        seen.add(row);
        return answer;
      };
    },
  },
  {
    id: 'R10',
    does: 'looks at If-Match before it knows a POST again',
    seed(backend) {
      const sound = backend.post.bind(backend);
      backend.post = async (caller, body, ifMatch) => {
        backend.checkLink(ifMatch, caller);
        return sound(caller, body, ifMatch);
      };
    },
  },
  {
    id: 'R11',
    does: 'answers a repeated refusal with session-changed',
    seed(backend) {
      const sound = backend.finish.bind(backend);
      backend.finish = (row) => sound(row, new Refusal(409, 'session-changed'));
    },
  },
  {
    id: 'R11b',
    does: 'names no missing privilege when a refusal is repeated',
    seed(backend) {
      const sound = backend.finish.bind(backend);
      backend.finish = (row, { status, code }) => sound(row, new Refusal(status, code));
    },
  },
  {
    id: 'R12',
    does: 'answers a repeated POST 200',
    seed(backend) {
      const seen = new Set<object>();
      const sound = backend.answerOf.bind(backend);
      backend.answerOf = (row, caller) => {
        const answer = sound(row, caller);
        const repeated = seen.has(row);
        seen.add(row);
        return repeated ? new Response(answer.body, { status: 200, headers: answer.headers }) : answer;
      };
    },
  },
  {
    id: 'R13',
    does: 'gives another linkId when a POST is repeated',
    seed(backend) {
      inAnswers(backend, (body, { status }) => (status === 201 ? { ...body, linkId: randomUUID() } : body));
    },
  },
  {
    id: 'R15',
    does: 'does not know the POST of a choice again',
    seed(backend) {
      backend.isMadeChoice = () => false;
    },
  },
  {
    id: 'R16',
    does: 'makes another choice each time that a POST is repeated',
    seed(backend) {
      const sound = backend.choiceRequired.bind(backend);
      backend.choiceRequired = (row) => {
        row.choice = randomUUID();
        return sound(row);
      };
    },
  },
  {
    id: 'R18',
    does: 'gives another account the answer to a POST',
    seed(backend) {
      backend.findReplay = (_, body) => backend.rows.find((row) => backend.isSameRequest(row, body));
      backend.answerOf = (row) => {
        if (row.answer && 'refusal' in row.answer) throw row.answer.refusal;
        if (row.answer === undefined) throw backend.choiceRequired(row);
        return backend.show(row.caller, 201);
      };
    },
  },
  {
    id: 'R20',
    does: 'takes a POST with another environment for the same',
    seed(backend) {
      backend.isSameRequest = (row, body) =>
        ['code', 'codeVerifier', 'nonce', 'redirectUri', 'authority'].every((name) => row.body[name] === body[name]);
    },
  },
  {
    id: 'R21',
    does: 'takes a POST with another nonce for the same',
    seed(backend) {
      backend.isSameRequest = (row, body) => ['code', 'codeVerifier'].every((name) => row.body[name] === body[name]);
    },
  },
  {
    id: 'R31',
    does: 'forgets its POSTs when its process ends',
    seed(backend) {
      backend.crash = () => {
        backend.rows = [];
      };
    },
  },
  {
    id: 'R31b',
    does: 'forgets its nonces when its process ends',
    seed(backend) {
      const sound = backend.crash.bind(backend);
      backend.crash = () => {
        sound();
        backend.nonces.clear();
      };
    },
  },
  {
    id: 'R32',
    does: 'sends a code again that was under way when its process ended',
    seed(backend) {
      backend.crash = () => {
        backend.rows = backend.rows.map(({ running, ...row }) => row);
      };
    },
  },
  {
    id: 'R33',
    does: 'gives up what was under way when its process ended',
    seed(backend) {
      backend.crash = () => {
        const given = { refusal: new Refusal(400, 'code-rejected') };
        backend.rows = backend.rows.map(({ running, ...row }) => (running ? { ...row, answer: given } : row));
      };
    },
  },
  {
    id: 'R34',
    does: 'counts a POST as under way for ever when its process ended',
    seed(backend) {
      const { repeat } = backend;
      backend.repeat = (row, caller) => {
        if (row.isStuck) throw new Refusal(503, 'in-progress');
        return repeat.call(backend, row, caller);
      };
      backend.crash = () => {
        backend.rows = backend.rows.map(({ running, ...row }) => ({ ...row, isStuck: running !== undefined }));
      };
    },
  },
];
