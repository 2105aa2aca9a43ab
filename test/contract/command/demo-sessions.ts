import { CannotCheck } from './options.js';

/** See demo/server.ts. */
const demo = { user: 'admin', accounts: ['northwind', 'tailspin'] };

/** Signs in to the demo's portal. Returns the headers of administrators of two accounts. */
export async function signInToDemo(portal: string): Promise<Record<string, string>[]> {
  const post = async (path: string, form: Record<string, string>, cookie = '') => {
    const missing = 'say with --first and --second whose requests it is to take for administrators of two accounts.';
    const response = await fetch(new URL(path, portal), {
      method: 'POST',
      headers: { Origin: portal, Cookie: cookie },
      body: new URLSearchParams(form),
      redirect: 'manual',
    }).catch(() => {
      throw new CannotCheck(`Nothing answers at ${portal}. Start the demo with npm start, or ${missing}`);
    });
    const session = response.headers.getSetCookie()[0]?.split(';')[0];
    if (session === undefined) throw new CannotCheck(`At ${portal} there is no demo portal: ${missing}`);
    return session;
  };
  const cookie = await post('/sign-in', { user: demo.user });
  const cookies = await Promise.all(demo.accounts.map((account) => post('/account', { account }, cookie)));
  return cookies.map((session) => ({ Cookie: session }));
}
