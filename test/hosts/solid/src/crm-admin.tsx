import 'vcc-dynamics-auth';
import { createSignal, type JSX, Show } from 'solid-js';
import type { VccDynamicsAuth } from 'vcc-dynamics-auth';
import type {} from 'vcc-dynamics-auth/solid.js';
import { portalFetch, type Settings, switchAccount } from './portal.js';

export function CrmAdmin(props: { initial: Settings }): JSX.Element {
  // Never another one: the page is rendered once.
  const [settings, setSettings] = createSignal(props.initial);
  const [isShown, setShown] = createSignal(true);
  const [events, setEvents] = createSignal<string[]>([]);
  const log = (text: string) => setEvents((before) => [...before, text]);
  let panel: VccDynamicsAuth | undefined;

  const onSwitch = async () => {
    setSettings(await switchAccount(settings().otherAccount.id));
    await panel?.refresh();
  };

  return (
    <main>
      <h1>CRM Admin</h1>
      <p>
        VCC account: <output id="account">{settings().account.name}</output>
      </p>
      <Show when={isShown()}>
        <vcc-dynamics-auth
          ref={(element) => {
            panel = element;
          }}
          endpoint="/api/dynamics-link"
          prop:clientId={settings().clientId}
          redirect-uri="/popup-callback.html"
          prop:authority={settings().authority}
          prop:authorityMetadata={settings().authorityMetadata}
          prop:fetch={portalFetch}
          on:vcc-dynamics-status={(event) => log(`status ${event.status}`)}
          on:vcc-dynamics-linked={(event) => log(`linked ${event.link.account.name}`)}
          on:vcc-dynamics-unlinked={() => log('unlinked')}
          on:vcc-dynamics-error={(event) => log(`error ${event.code}`)}
        />
      </Show>
      <button type="button" onClick={onSwitch}>
        Switch account
      </button>
      <button type="button" onClick={() => setShown(!isShown())}>
        {isShown() ? 'Unmount' : 'Mount'}
      </button>
      <output id="events">{events().join(', ')}</output>
    </main>
  );
}
