/** Bytes that an answer of Microsoft's may have: a user's list of environments is the longest, with some hundred bytes each. */
const limit = 1_000_000;

/**
 * As `fetch`, but an answer without end is given up before it fills the memory, and redirects are errors, since what is
 * sent holds tokens and codes.
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
