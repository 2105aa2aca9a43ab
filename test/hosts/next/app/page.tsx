import { headers } from 'next/headers';
import { CrmAdmin } from './crm-admin';

/** Asks the portal, for the user who asks for the page. */
export default async function Page() {
  const asked = await headers();
  const response = await fetch(`http://${asked.get('x-forwarded-host')}/api/portal/settings`, {
    headers: { Cookie: asked.get('cookie') ?? '' },
  });
  return <CrmAdmin initial={await response.json()} />;
}
