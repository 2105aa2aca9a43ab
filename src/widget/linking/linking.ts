import { adoptStyles, type LitElement } from 'lit';
import type { WidgetError } from '../errors.js';
import type { ChangeContext, LinkingChunk } from '../link/controller.js';
import { failuresOf } from '../link/state.js';
import { messages as english } from '../messages/en-GB.js';
import { styles } from '../panel/styles.js';
import type { Slots, View } from '../panel/view.js';
import { LinkChanges } from './changes.js';
import { failuresToKeep, pauseBeforeAsking, takesOver } from './failure-rules.js';
import { asWidgetError, readFailure } from './read-failure.js';
import { Actions } from './views/actions.js';
import { Announcer } from './views/announcer.js';
import { failure } from './views/failure.js';
import { HealthReasons } from './views/health-reasons.js';
import { buttons, status } from './views/progress.js';
import { changeStyles } from './views/styles.js';
import { Translations } from './views/translations.js';
import { unlinkDialog } from './views/unlink-dialog.js';
import { explain } from './views/wording.js';

/** Everything of one element that is not needed to show a link. */
export class Linking implements LinkingChunk {
  readonly changes: LinkChanges;
  readonly actions: Actions;
  readonly translations: Translations;
  readonly #announcer = new Announcer();
  readonly #healthReasons: HealthReasons;
  readonly readFailure = readFailure;
  readonly asWidgetError = asWidgetError;
  readonly failuresToKeep = failuresToKeep;
  readonly pauseBeforeAsking = pauseBeforeAsking;

  constructor(host: LitElement, context: ChangeContext) {
    this.changes = new LinkChanges(context);
    this.actions = new Actions(host, context, this.changes);
    this.translations = new Translations(host);
    this.#healthReasons = new HealthReasons(host);
    host.addController({ hostConnected: () => adoptStyles(host.renderRoot as ShadowRoot, [styles, changeStyles]) });
  }

  /** All texts, but for the product's own terms. */
  get messages() {
    const { messages, tag } = this.translations;
    const errors = { ...english.errors, ...messages?.errors };
    return { ...english, ...messages, errors, healthReasons: this.#healthReasons.textsIn(tag) };
  }

  slots(view: View): Slots {
    const { actions } = this;
    // The general sentence is seen until then, but announced it would be told twice.
    const isAwaited = this.#healthReasons.areAwaitedFor(view.state, this.translations.tag);
    return {
      status: status(view),
      message: failure(view, actions),
      buttons: buttons(view, actions),
      dialog: unlinkDialog(view, actions),
      linkText: takesOver(failuresOf(view.state).changeError) ? view.messages.takeOver : undefined,
      announcement: isAwaited ? this.#announcer.said : this.#announcer.textFor(view, actions),
    };
  }

  /** The sentence that the panel shows for an error. */
  explain(error: WidgetError, view: View): string {
    return explain(error, view);
  }
}
