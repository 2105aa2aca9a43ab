import type { QaState } from '../api-types.js';
import { qaApi } from './api.js';
import { announce, choice, inTurn, part } from './dom.js';
import type { Log } from './log/log.js';
import type { PanelHost } from './panel-host.js';

const grantResults: Record<string, string> = {
  revoke: 'Revoked. Nobody notices while the access token is good: spend it.',
  spend: 'The access token was refused, and the backend asked Entra for another.',
};

/** Health that the server reports where there is no link. */
const notLinked = 'not-linked';

/** The box “Who and when”: portal user, VCC account, link and its age. */
export class SessionBox {
  /** Days that the link appears older than it is. */
  age = 0;
  readonly #user = choice('portal-user', () => this.enter());
  readonly #account = choice('vcc-account', () => this.enter());
  readonly #age = choice('link-age', (days) => this.#setAge(days));
  readonly #coop = choice('coop', (coop) => qaApi.setCoop(coop === 'as asked' ? coop : coop === 'on'));

  constructor(
    private readonly panelHost: PanelHost,
    private readonly log: Log,
  ) {
    const health = choice('link-health', async (link) => {
      await qaApi.makeLink(link).finally(() => (health.value = ''));
      log.add('page', `link made: ${link}`, {});
      panelHost.refresh();
    });
    for (const grantButton of document.querySelectorAll<HTMLButtonElement>('[data-grant]')) {
      grantButton.addEventListener('click', () => inTurn(() => this.#changeGrant(grantButton.dataset['grant'] ?? '')));
    }
  }

  show({ user, account, coop }: QaState): void {
    this.#user.value = user;
    this.#account.value = account;
    this.#account.disabled = user === 'signed-out';
    this.#coop.value = typeof coop === 'string' ? coop : coop ? 'on' : 'off';
  }

  reset(state: QaState): void {
    this.show(state);
    this.#age.value = '';
    this.age = 0;
    part('grant-result', HTMLOutputElement).textContent = '';
  }

  async enter(user = this.#user.value, account = this.#account.value): Promise<void> {
    this.show(await qaApi.enter(user, account));
    this.log.add('page', `portal user: ${user}, VCC account: ${account}`, {});
    this.panelHost.refresh();
  }

  async switchAccount(): Promise<void> {
    const other = [...this.#account.options].find(({ selected }) => !selected)?.value;
    await this.enter(this.#user.value, other);
  }

  #setAge(days: string): void {
    this.age = Number(days);
    this.panelHost.refresh();
  }

  async #changeGrant(action: string): Promise<void> {
    const result = part('grant-result', HTMLOutputElement);
    result.textContent = 'Working…';
    const { health } = await qaApi.changeGrant(action);
    result.textContent =
      health === notLinked ? 'Nothing is linked.' : (grantResults[action] ?? `The backend finds: ${health}.`);
    this.log.add('page', `grant: ${action}`, { health });
    announce(result.textContent);
    this.panelHost.refresh();
  }
}
