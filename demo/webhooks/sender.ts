import { setTimeout as pause } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import type { LinkBackend, StoredEvent } from '../../src/backend.js';
import type { Cursor } from './cursor.js';

export interface WebhookSenderOptions {
  events: LinkBackend['events'];
  /** Where the webhooks go. https, but for this machine. */
  url: string;
  /** `whsec_` and 24 to 64 bytes in base64; the receiver has the same. */
  secret: string;
  cursor: Cursor;
  /** Hears why an event could not be delivered, or read, and when it is tried again. */
  onFailure?(failure: { error: Error; event?: StoredEvent; again: Date }): void;
  /** Waits. @default a timer */
  wait?(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** What an operator acts on. A refresh happens to every link every hour or so, and a refusal was told to who was refused. */
const silent: ReadonlySet<StoredEvent['type']> = new Set(['refreshed', 'refused', 'refusals-left-out']);

const secondsToAnswer = 15;
const secondsBetweenLooks = 5;
const longestPauseSeconds = 600;

/**
 * Delivers the backend's events as signed webhooks (Standard Webhooks) until it is ended, one after the other, so in their order.
 *
 * An event that is not taken is sent again, with the same id and a new signature, and those behind it wait. Its place is stored only
 * when it was taken: a process that is killed in between sends it once more, and the receiver knows it by its id. Run one sender:
 * two would deliver each event twice.
 *
 * @throws WebhookGone when the receiver says that it is not there any more (410)
 */
export async function sendWebhooks(options: WebhookSenderOptions, signal: AbortSignal): Promise<void> {
  const { events, cursor, onFailure, wait = timer } = options;
  const deliver = createDelivery(options, signal);
  let place = await cursor.read();
  let failures = 0;

  while (!signal.aborted) {
    const page = await attempt(() => events(place === undefined ? {} : { after: place }));
    for (const event of page?.events ?? []) {
      if (silent.has(event.type)) continue;
      if (!(await deliverAtLast(event))) return;
      await keep(event.id);
    }
    if (page && page.next !== place) await keep(page.next);
    if (page?.events.length === 0) await rest(secondsBetweenLooks);
  }

  async function keep(next: string): Promise<void> {
    await cursor.write(next);
    place = next;
  }

  /** @returns false when it was ended before */
  async function deliverAtLast(event: StoredEvent): Promise<boolean> {
    while (!signal.aborted) {
      const taken = await attempt(async () => {
        await deliver(event);
        return true;
      }, event);
      if (taken) return true;
    }
    return false;
  }

  /** Waits after a failure, longer after each; a success ends that. */
  async function attempt<T>(work: () => Promise<T>, event?: StoredEvent): Promise<T | undefined> {
    try {
      const result = await work();
      failures = 0;
      return result;
    } catch (cause) {
      if (signal.aborted) return undefined;
      if (cause instanceof WebhookGone) throw cause;
      const error = cause instanceof Error ? cause : new Error(String(cause));
      const grown = Math.min(2 ** failures++, longestPauseSeconds);
      const asked = error instanceof NotTaken ? error.retryAfterSeconds : 0;
      // Up to a fifth longer, so that many senders do not come back at once.
      const seconds = Math.min(Math.max(grown, asked), longestPauseSeconds) * (1 + Math.random() / 5);
      onFailure?.({ error, ...(event && { event }), again: new Date(Date.now() + seconds * 1000) });
      await rest(seconds);
      return undefined;
    }
  }

  async function rest(seconds: number): Promise<void> {
    if (!signal.aborted) await wait(seconds * 1000, signal);
  }
}

export class WebhookGone extends Error {
  override name = 'WebhookGone';
}

class NotTaken extends Error {
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message);
  }
}

function createDelivery({ url, secret }: WebhookSenderOptions, ending: AbortSignal) {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname)) {
    throw new Error('webhooks go over https: they name customers');
  }
  const webhook = new Webhook(secret);
  return async (event: StoredEvent): Promise<void> => {
    const id = webhookId(event);
    const body = JSON.stringify(webhookBody(event));
    // Of this attempt: receivers take nothing that was signed five minutes ago.
    const now = new Date();
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': webhook.sign(id, now, body),
      },
      body,
      // Whoever can make the receiver redirect would get the events.
      redirect: 'manual',
      signal: AbortSignal.any([ending, AbortSignal.timeout(secondsToAnswer * 1000)]),
    });
    await response.body?.cancel();
    if (response.ok) return;
    if (response.status === 410) throw new WebhookGone(`${url} is gone (410): ${id} was not delivered`);
    throw new NotTaken(`${id} was answered ${response.status}`, Number(response.headers.get('retry-after')) || 0);
  };
}

/** The same for every attempt. The time is in it, since a database that was restored gives the same places anew. */
export function webhookId({ id, at }: StoredEvent): string {
  return `evt_${id}_${at.getTime()}`;
}

/** A webhook's content, with names as the standard wants them. */
export interface WebhookBody {
  /** Such as `dynamics_link.key_missing`. */
  type: string;
  /** When it happened. */
  timestamp: string;
  data: { vccAccountId?: string; userId?: string; correlationId?: string; details: Record<string, unknown> };
}

function webhookBody({ id: _, type, at, ...data }: StoredEvent): WebhookBody {
  return { type: `dynamics_link.${type.replaceAll('-', '_')}`, timestamp: at.toISOString(), data };
}

async function timer(milliseconds: number, signal: AbortSignal): Promise<void> {
  // It rejects when it is ended, which is no failure.
  await pause(milliseconds, undefined, { signal }).catch(() => undefined);
}
