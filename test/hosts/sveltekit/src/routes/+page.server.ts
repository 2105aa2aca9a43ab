import type { Settings } from '$lib/portal';

export const trailingSlash = 'always';

/** Asks the portal, for the user who asks for the page. */
export async function load({ request }) {
  const response = await fetch(`http://${request.headers.get('x-forwarded-host')}/api/portal/settings`, {
    headers: { Cookie: request.headers.get('cookie') ?? '' },
  });
  const initial: Settings = await response.json();
  return { initial };
}
