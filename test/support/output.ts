import assert from 'node:assert/strict';
import { inspect } from 'node:util';

/** All that this process has printed or warned of since this module was loaded, and what was added to it. */
const output: string[] = [];

for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream) as (chunk: string | Uint8Array, ...rest: unknown[]) => boolean;
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    output.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    return write(chunk, ...rest);
  };
}
process.on('warning', (warning) => addToOutput(warning));

/** For what an operator would log besides. */
export function addToOutput(value: unknown): void {
  output.push(inspect(value, { depth: Number.POSITIVE_INFINITY, maxStringLength: null, maxArrayLength: null }));
}

/** Looks for the secrets in everything, as they are and as they are written in logs. */
export function assertNoSecretInOutput(secrets: Iterable<string | Uint8Array>): void {
  const everything = output.join('\n');
  for (const secret of secrets) {
    const bytes = Buffer.from(secret);
    const spellings = [String(secret), bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')];
    for (const spelling of spellings) assert.ok(!everything.includes(spelling), 'a secret was printed');
  }
}
