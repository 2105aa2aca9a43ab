import type { ReactiveControllerHost } from 'lit';
import { healthTexts } from '../../health/load.js';
import type { State } from '../../link/state.js';
import type { HealthTexts } from '../../messages/messages.js';
import { LateTexts } from './late-texts.js';

/** The sentences for the reason why a link does not work, once there is such a link. */
export class HealthReasons extends LateTexts<HealthTexts> {
  constructor(host: ReactiveControllerHost) {
    super(host, healthTexts);
  }

  /** Loads them when the link needs them. Returns true while they are on their way. */
  areAwaitedFor(state: State, language?: string): boolean {
    if (state.status !== 'linked') return false;
    const { health, healthReason } = state.known.resource;
    if (health === 'active' || healthReason === undefined) return false;
    void this.load(language);
    return this.isLoading;
  }
}
