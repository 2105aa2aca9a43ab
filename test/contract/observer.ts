import { ContractViolation } from '../../demo/stand-ins/endpoint-client.js';
import { findSecret, findTrace, readingsOf } from './leaks.js';
import type { Target } from './scenario.js';

interface Issued {
  tokens: string[];
  count: number;
  clientSecrets: string[];
}

/** Sees every answer of a scenario, and knows at its end what none of them may contain. */
export class Observer {
  readonly #target: Target;
  /** How many tokens the stand-in had issued before; undefined where it does not say. */
  readonly #before: number | undefined;
  readonly #secrets: { what: string; secret: string }[] = [];
  readonly #answers: { what: string; texts: string[] }[] = [];

  private constructor(target: Target, before: number | undefined) {
    this.#target = target;
    this.#before = before;
  }

  static async create(target: Target): Promise<Observer> {
    return new Observer(target, (await askSecrets(target, Number.MAX_SAFE_INTEGER))?.count);
  }

  async fetch(request: Request): Promise<Response> {
    const { method } = request;
    const response = await this.#target.fetch(request).catch(noAnswer(method));
    const text = await response.clone().text();
    const headers = [...response.headers].map((header) => header.join(': '));
    const texts = [text, response.statusText, ...headers].flatMap(readingsOf);
    this.#answers.push({ what: `${method} answered ${response.status}`, texts });
    const trace = findTrace(texts);
    if (trace !== undefined)
      throw new ContractViolation(`${method} answered ${response.status} with ${trace}`, 'R-LEAK-2');
    return response;
  }

  add(what: string, secret: string): void {
    // What is short is made up by a scenario, and may be part of something else.
    if (new Set(secret).size > 8) this.#secrets.push({ what, secret });
  }

  /** @throws ContractViolation when an answer had something secret in it */
  async expectNothingTold(): Promise<void> {
    const issued = this.#before === undefined ? undefined : await askSecrets(this.#target, this.#before);
    for (const secret of issued?.tokens ?? []) this.add('token', secret);
    for (const secret of issued?.clientSecrets ?? []) this.add('client secret', secret);
    for (const { what, texts } of this.#answers) {
      const told = findSecret(texts, this.#secrets);
      if (told !== undefined) throw new ContractViolation(`${what} with a ${told} in it`, 'R-LEAK-1');
    }
  }
}

async function askSecrets({ metadata }: Target, after: number): Promise<Issued | undefined> {
  const url = new URL(`/control/secrets?after=${after}`, metadata.authorization_endpoint);
  const response = await fetch(url).catch(() => undefined);
  return response?.ok ? ((await response.json()) as Issued) : undefined;
}

/** Returns a handler of the error of a fetch, which makes a violation of it. */
function noAnswer(method: string): (error: Error) => never {
  return ({ cause, message }) => {
    const said = cause instanceof Error ? cause.message : message;
    throw new ContractViolation(`${method} got no answer: ${said}`, 'R-HTTP-7');
  };
}
