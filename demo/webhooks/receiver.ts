import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { Inbox } from './inbox.js';
import type { WebhookBody } from './sender.js';

export interface WebhookReceiverOptions {
  /** While the secret is being changed: both. */
  secrets: readonly string[];
  inbox: Inbox;
}

const largestBody = 1024 * 1024;

/** Takes webhooks of `sendWebhooks`, or of anybody who has the secret, each once. */
export function createWebhookReceiver({ secrets, inbox }: WebhookReceiverOptions): Hono {
  const webhooks = secrets.map((secret) => new Webhook(secret));
  const receiver = new Hono();
  receiver.post('/', bodyLimit({ maxSize: largestBody }), async (c) => {
    // The bytes as they came: parsed and written anew they would have another signature.
    const body = await c.req.text();
    const headers = c.req.header();
    if (!webhooks.some((webhook) => isSigned(webhook, body, headers))) return c.body(null, 401);
    const event = parse(body);
    if (!event) return c.body(null, 400);
    // Stored before it is answered. What takes longer than that is done later, from the inbox.
    await inbox.add(headers['webhook-id'] ?? '', event);
    return c.body(null, 204);
  });
  return receiver;
}

function isSigned(webhook: Webhook, body: string, headers: Record<string, string>): boolean {
  try {
    webhook.verify(body, headers, { jsonParse: false });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}

function parse(body: string): WebhookBody | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
