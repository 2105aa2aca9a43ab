'use client';

import { startTransition, useCallback, useEffect, useLayoutEffect, useState } from 'react';
import { DynamicsPanel } from './dynamics-panel';
import { createPortalFetch, type Settings } from './portal';

export function CrmAdmin({ initial }: { initial: Settings }) {
  const [settings, setSettings] = useState(initial);
  const [isShown, setShown] = useState(true);
  const [events, setEvents] = useState<string[]>([]);
  const [portalFetch] = useState(() => createPortalFetch(initial.antiforgeryToken));
  const log = useCallback((text: string) => setEvents((before) => [...before, text]), []);

  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    document.addEventListener('vcc-dynamics-status', ({ status }) => log(`status ${status}`), { signal });
    document.addEventListener('vcc-dynamics-unlinked', () => log('unlinked'), { signal });
    window.addEventListener('vcc-dynamics-error', ({ code }) => log(`error ${code}`), { signal });
    return () => listening.abort();
  }, [log]);

  // Only the stand-in for Entra needs it.
  const { authorityMetadata } = initial;
  useLayoutEffect(() => {
    const panel = isShown && document.querySelector('vcc-dynamics-auth');
    if (panel) panel.authorityMetadata = authorityMetadata;
  }, [isShown, authorityMetadata]);

  const onSwitch = async () => {
    const response = await portalFetch('/api/portal/account', { method: 'POST', body: settings.otherAccount.id });
    setSettings(await response.json());
    await document.querySelector('vcc-dynamics-auth')?.refresh();
  };

  return (
    <main>
      <h1>CRM Admin</h1>
      <p>
        VCC account: <output id="account">{settings.account.name}</output>
      </p>
      {isShown && (
        <DynamicsPanel
          clientId={settings.clientId}
          portalFetch={portalFetch}
          onLinked={({ account }) => log(`linked ${account.name}`)}
        />
      )}
      <button type="button" onClick={onSwitch}>
        Switch account
      </button>
      {/* As a route changes: not at once. */}
      <button type="button" onClick={() => startTransition(() => setShown(!isShown))}>
        {isShown ? 'Unmount' : 'Mount'}
      </button>
      <output id="events">{events.join(', ')}</output>
    </main>
  );
}
