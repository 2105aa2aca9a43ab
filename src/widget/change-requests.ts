import type { PostBody } from '../protocol.js';
import { type Call, knownFrom, type LinkClient, type Received } from './link-client.js';
import type { Known } from './state.js';

/** What a change carries beyond a question. */
export interface Change extends Call {
  etag: string;
}

/** Milliseconds: behind the backend a POST waits for Entra and Dynamics 365. */
const postLimit = 30_000;

/** Resolves to null when the backend had nothing more to say: a choice was called off (204). @throws LinkError */
export function postChange(client: LinkClient, body: PostBody, { etag, ...call }: Change): Promise<Known | null> {
  const headers = { 'Content-Type': 'application/json', 'If-Match': etag };
  return client.send(call, madeBy, { method: 'POST', headers, body: JSON.stringify(body) }, postLimit);
}

/** @throws LinkError */
export async function deleteLink(client: LinkClient, { etag, ...call }: Change): Promise<void> {
  const headers = { 'If-Match': etag };
  await client.send(call, ({ response }) => response.status === 204 || undefined, { method: 'DELETE', headers });
}

function madeBy(received: Received): Known | null | undefined {
  if (received.response.status === 204) return null;
  const known = knownFrom(received);
  return known?.resource.status === 'linked' ? known : undefined;
}
