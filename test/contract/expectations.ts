import { type Answer, ContractViolation } from '../../demo/stand-ins/endpoint-client.js';
import type { Problem } from '../../src/protocol.js';

/** @throws ContractViolation when the answer to `what` has another status */
export function expectStatus({ status, code }: Answer, expected: number, what: string): void {
  if (status === expected) return;
  throw new ContractViolation(`${what} answered ${status}${code ? ` (${code})` : ''} instead of ${expected}`);
}

/** @throws ContractViolation when the answer to `what` has another status or code */
export function expectProblem(answer: Answer, status: number, code: Problem['code'], what: string): Problem {
  if (answer.status === status && answer.code === code) return answer.problem;
  const answered = `${answer.status} ${answer.code ?? 'without a problem'}`;
  throw new ContractViolation(`${what} answered ${answered} instead of ${status} ${code}`);
}

/** @throws ContractViolation which says what is not as it must be */
export function expect(condition: boolean, otherwise: string): void {
  if (!condition) throw new ContractViolation(otherwise);
}
