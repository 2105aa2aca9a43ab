import 'vcc-dynamics-auth';
import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { VccDynamicsAuth } from 'vcc-dynamics-auth';
import type {} from 'vcc-dynamics-auth/preact.js';
import { portalFetch, type Settings, switchAccount } from './portal.js';

export function CrmAdmin({ initial }: { initial: Settings }): VNode {
  const [settings, setSettings] = useState(initial);
  const [isShown, setShown] = useState(true);
  const [events, setEvents] = useState<string[]>([]);
  const panel = useRef<VccDynamicsAuth>(null);
  const log = (text: string) => setEvents((before) => [...before, text]);

  const onSwitch = async () => {
    setSettings(await switchAccount(settings.otherAccount.id));
    await panel.current?.refresh();
  };

  return (
    <main>
      <h1>CRM Admin</h1>
      <p>
        VCC account: <output id="account">{settings.account.name}</output>
      </p>
      {isShown && (
        <vcc-dynamics-auth
          ref={panel}
          endpoint="/api/dynamics-link"
          clientId={settings.clientId}
          redirectUri="/popup-callback.html"
          authority={settings.authority}
          authorityMetadata={settings.authorityMetadata}
          fetch={portalFetch}
          onvcc-dynamics-status={(event) => log(`status ${event.status}`)}
          onvcc-dynamics-linked={(event) => log(`linked ${event.link.account.name}`)}
          onvcc-dynamics-unlinked={() => log('unlinked')}
          onvcc-dynamics-error={(event) => log(`error ${event.code}`)}
        />
      )}
      <button type="button" onClick={onSwitch}>
        Switch account
      </button>
      <button type="button" onClick={() => setShown(!isShown)}>
        {isShown ? 'Unmount' : 'Mount'}
      </button>
      <output id="events">{events.join(', ')}</output>
    </main>
  );
}
