/** Bytes. The longest of Microsoft's answers is a user's list of environments, with some hundred bytes each. */
const limit = 1_000_000;

/**
 * Fetches like `fetch`, but gives up an answer that is too long before it fills the memory, and treats a redirect as an
 * error, since tokens and authorization codes are sent.
 */
export async function limitedFetch(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, redirect: 'error' });
  let size = 0;
  const limiter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.length;
      if (size > limit) throw new Error(`the answer has more than ${limit} bytes`);
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body?.pipeThrough(limiter) ?? null, response);
}

/** Node's codes for a connection that was not made. */
const connectFailures = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];

/** Returns true for an error of `fetch` or `node:http` which says that the request did not leave this machine. */
export function wasNotSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && connectFailures.includes(String(error.code))) || wasNotSent(error.cause);
}
