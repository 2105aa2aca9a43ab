import { Hono } from 'hono';
import { z } from 'zod';
import { type LinkBackend, LinkError } from '../../../src/backend.js';
import type { Session } from '../session.js';
import { linksPage, refusedPage, wrongAddressPage } from './page.js';

type Env = { Variables: { session: Session } };

const linksOfAPage = 50;
const query = z.object({
  health: z.enum(['active', 'expired', 'restricted']).optional(),
  after: z.string().optional(),
});

/** Serves the page *Links*: the links of all VCC accounts, for operators alone. */
export function createLinksConsole(backend: LinkBackend): Hono<Env> {
  const links = new Hono<Env>();
  links.use(async (c, next) => {
    // Every answer names customers of other accounts: neither the browser nor a proxy keeps it.
    c.header('Cache-Control', 'no-store');
    if (c.get('session').user.role === 'operator') return next();
    return c.html(refusedPage(c.get('session')), 403);
  });
  links.onError((error, c) => {
    const isWrong = error instanceof z.ZodError || (error instanceof LinkError && error.code === 'invalid-request');
    if (!isWrong) throw error;
    return c.html(wrongAddressPage(c.get('session')), 400);
  });

  links.get('/', async (c) => {
    const { health, after } = query.parse(c.req.query());
    const shown = { ...(health && { health }), ...(after && { after }) };
    return c.html(linksPage(c.get('session'), shown, await backend.links({ ...shown, limit: linksOfAPage })));
  });

  // Apart from the page, which does not wait for it: counting takes longer with every link.
  links.get('/counts', async (c) => c.json(await backend.linkCounts()));

  return links;
}
