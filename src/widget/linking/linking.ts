import { adoptStyles, type LitElement } from 'lit';
import type { WidgetError } from '../errors.js';
import { inBetweenTexts } from '../in-between/load.js';
import type { ReadFailure } from '../link/client.js';
import type { ChangeContext, LinkingChunk } from '../link/controller.js';
import { failuresOf, shownErrorOf } from '../link/state.js';
import { messages as english } from '../messages/en-GB.js';
import type { InBetweenTexts } from '../messages/messages.js';
import { styles } from '../panel/styles.js';
import type { Slots, View } from '../panel/view.js';
import { LinkChanges } from './changes.js';
import { failuresToKeep, pauseBeforeAsking, takesOver } from './failure-rules.js';
import { asWidgetError, readFailure } from './read-failure.js';
import { Actions } from './views/actions.js';
import { Announcer } from './views/announcer.js';
import { failure } from './views/failure.js';
import { HealthReasons } from './views/health-reasons.js';
import { LateTexts } from './views/late-texts.js';
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
  readonly #inBetween: LateTexts<InBetweenTexts>;
  readonly asWidgetError = asWidgetError;
  readonly failuresToKeep = failuresToKeep;
  readonly pauseBeforeAsking = pauseBeforeAsking;

  constructor(host: LitElement, context: ChangeContext) {
    this.changes = new LinkChanges(context);
    this.actions = new Actions(host, context, this.changes);
    this.translations = new Translations(host);
    this.#healthReasons = new HealthReasons(host);
    this.#inBetween = new LateTexts(host, inBetweenTexts);
    host.addController({ hostConnected: () => adoptStyles(host.renderRoot as ShadowRoot, [styles, changeStyles]) });
  }

  readonly readFailure: ReadFailure = async (failed) => {
    const error = await readFailure(failed);
    if (error.details.answered) {
      // So that the failure is announced once, with the sentence for it.
      await this.translations.ready;
      await this.#inBetween.load(this.translations.tag);
    }
    return error;
  };

  /** All texts, but for the product's own terms. */
  get messages() {
    const { messages, tag } = this.translations;
    const errors = { ...english.errors, ...messages?.errors, ...this.#inBetween.textsIn(tag) };
    return { ...english, ...messages, errors, healthReasons: this.#healthReasons.textsIn(tag) };
  }

  slots(view: View): Slots {
    const { actions } = this;
    // The page may have another language by now.
    if (shownErrorOf(view.state)?.details.answered) void this.#inBetween.load(this.translations.tag);
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
