import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { callerConditions, type LinkBackend, LinkError } from '../../src/backend.js';
import type { Session } from './session.js';

const phoneColumns = ['telephone1', 'telephone2', 'telephone3', 'mobilephone'] as const;
const text = z.string().trim().max(100);
const newContact = z.object({ firstname: text.optional(), lastname: text.min(1), telephone1: text.optional() });
const changes = z.object({ telephone1: text.min(1) });
const contactId = z.guid();

type Env = { Variables: { session: Session } };

/** Serves the API of the page's Data Connector box. It acts for the VCC account of the session. */
export function createDataConnectorApi(backend: LinkBackend): Hono<Env> {
  const api = new Hono<Env>();
  api.onError((error, c) => {
    if (error instanceof z.ZodError) return refuse(c, 400, 'invalid-request');
    if (!(error instanceof LinkError)) throw error;
    return refuse(c, 409, error.code);
  });
  api.use(async (c, next) => {
    const { role } = c.get('session').user;
    const mayUse = role === 'administrator' || (role === 'viewer' && c.req.method === 'GET');
    return mayUse ? next() : refuse(c, 403, 'not-entitled');
  });

  const connector = (c: Context<Env>) => backend.dataConnector(c.get('session').account.id);

  api.get('/contacts', async (c) => {
    const contacts = await connector(c).find('contact', {
      anyOf: callerConditions(text.min(1).parse(c.req.query('phone'))),
      select: ['fullname', ...phoneColumns],
      top: 5,
    });
    return c.json({ contacts });
  });

  api.post('/contacts', async (c) => {
    const id = await connector(c).create('contact', newContact.parse(await readJson(c)));
    return c.json({ id }, 201);
  });

  api.patch('/contacts/:id', async (c) => {
    await connector(c).update('contact', contactId.parse(c.req.param('id')), changes.parse(await readJson(c)));
    return c.body(null, 204);
  });

  return api;
}

function readJson(c: Context): Promise<unknown> {
  return c.req.json().catch(() => undefined);
}

const explanations: Record<string, string> = {
  'invalid-request': 'Please check what you typed.',
  'not-entitled': 'You may not use the data connector.',
  'not-linked': 'This VCC account is not linked to a Dynamics 365 user.',
  expired: 'Microsoft no longer accepts this link. An administrator can link again.',
  restricted: 'The linked user may no longer use Dynamics 365.',
  'missing-privilege': 'The linked user lacks a privilege for this.',
  'not-found': 'There is no such contact.',
  duplicate: 'There is such a contact already.',
  changed: 'Somebody changed the contact meanwhile. Find it again.',
  throttled: 'Dynamics 365 is busy. Try again in a moment.',
  'identity-provider-unavailable': 'Microsoft could not be reached. Try again in a moment.',
  'dynamics-unavailable': 'Dynamics 365 could not be reached. Try again in a moment.',
};

function refuse(c: Context, status: 400 | 403 | 409, code: string): Response {
  return c.json({ error: code, message: explanations[code] ?? 'Something went wrong in the demo.' }, status);
}
