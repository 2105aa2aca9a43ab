import { type Answer, ContractViolation } from '../../demo/stand-ins/endpoint-client.js';
import type { Problem } from '../../src/protocol.js';
import type { Requirement } from './requirements.js';

/** @throws ContractViolation when the answer to `what` has another status */
export function expectStatus({ status, code }: Answer, expected: number, what: string, by?: Requirement): void {
  if (status === expected) return;
  throw new ContractViolation(`${what} answered ${status}${code ? ` (${code})` : ''} instead of ${expected}`, by);
}

/** @throws ContractViolation when the answer to `what` has another status or code */
export function expectProblem(
  answer: Answer,
  status: number,
  code: Problem['code'],
  what: string,
  by?: Requirement,
): Problem {
  if (answer.status === status && answer.code === code) return answer.problem;
  const answered = `${answer.status} ${answer.code ?? 'without a problem'}`;
  throw new ContractViolation(`${what} answered ${answered} instead of ${status} ${code}`, by);
}

/** @throws ContractViolation when the answer to `what` is a success, or says that the backend has failed */
export function expectRefusal(answer: Answer, what: string): void {
  const isRefusal = answer.status >= 400 && answer.code !== 'internal';
  expect(isRefusal, `${what} answered ${answer.status}${answer.code ? ` (${answer.code})` : ''} instead of a refusal`);
}

/** @throws ContractViolation which says what is not as it must be */
export function expect(condition: boolean, otherwise: string, by?: Requirement): asserts condition {
  if (!condition) throw new ContractViolation(otherwise, by);
}
