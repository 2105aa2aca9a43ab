import { adoptStyles, type LitElement, nothing } from 'lit';
import type { WidgetError } from '../errors.js';
import { html } from '../html.js';
import type { ReadFailure } from '../link/client.js';
import type { ChangeContext, LinkingChunk } from '../link/controller.js';
import { failuresOf } from '../link/state.js';
import { messages as english } from '../messages/en-GB.js';
import { definedOf, type MessageOverrides, type Messages } from '../messages/messages.js';
import { styles } from '../panel/styles.js';
import type { Slots, View } from '../panel/view.js';
import { LinkChanges } from './changes.js';
import { failuresToKeep, pauseBeforeAsking, takesOver } from './failure-rules.js';
import { asWidgetError, readFailure } from './read-failure.js';
import { DetailedTexts } from './texts/detailed-texts.js';
import { Translations } from './texts/translations.js';
import { explain } from './texts/wording.js';
import { Actions } from './views/actions.js';
import { Announcer } from './views/announcer.js';
import { failure } from './views/failure.js';
import { checkButton, permissions } from './views/permissions.js';
import { buttons, status } from './views/progress.js';
import { stopSecondClick } from './views/second-click.js';
import { changeStyles } from './views/styles.js';
import { unlinkDialog } from './views/unlink-dialog.js';

/** Everything of one element that is not needed to show a link. */
export class Linking implements LinkingChunk {
  readonly changes: LinkChanges;
  readonly actions: Actions;
  readonly translations: Translations;
  readonly #announcer = new Announcer();
  readonly #detailed: DetailedTexts;
  readonly asWidgetError = asWidgetError;
  readonly failuresToKeep = failuresToKeep;
  readonly pauseBeforeAsking = pauseBeforeAsking;

  constructor(host: LitElement, context: ChangeContext) {
    this.changes = new LinkChanges(context, () => this.#loadSentences());
    this.actions = new Actions(host, context, this.changes);
    this.translations = new Translations(host);
    this.#detailed = new DetailedTexts(host);
    host.addController({ hostConnected: () => adoptStyles(host.renderRoot as ShadowRoot, [styles, changeStyles]) });
    stopSecondClick(host.renderRoot, () => context.state.status === 'linking');
  }

  readonly readFailure: ReadFailure = async (failed) => {
    const error = await readFailure(failed);
    if (error.details.answered || error.code === 'user-differs') {
      // So that the failure is announced once, with the sentence for it.
      await this.#loadSentences();
    }
    return error;
  };

  /** All texts in the language of the page, with those that the host has of its own. */
  textsWith(own: MessageOverrides | undefined): Messages {
    const { messages, tag } = this.translations;
    const detailed = this.#detailed.textsIn(tag);
    const { errors, healthReasons } = own ?? {};
    return {
      ...english,
      ...messages,
      ...detailed,
      ...definedOf(own as object),
      errors: { ...english.errors, ...messages?.errors, ...detailed.errors, ...definedOf(errors) },
      healthReasons: { ...detailed.healthReasons, ...definedOf(healthReasons) },
    };
  }

  slots(view: View): Slots {
    const { actions } = this;
    // The general sentence is seen until then, but announced it would be told twice.
    const isAwaited = this.#detailed.areAwaitedFor(view.state, this.translations.tag);
    return {
      status: status(view),
      lookOnly: html`<p class="secondary">${view.messages.lookOnly}</p>`,
      permissions: permissions(view, actions),
      advice: isRestricted(view) ? checkButton(view, actions, true) : nothing,
      isLinkSecond: hasOtherAdvice(view),
      message: failure(view, actions),
      buttons: buttons(view, actions),
      dialog: unlinkDialog(view, actions),
      linkText: takesOver(failuresOf(view.state).changeError) ? html`${view.messages.takeOver}` : undefined,
      announcement: html`${isAwaited ? this.#announcer.said : this.#announcer.textFor(view, actions)}`,
    };
  }

  async #loadSentences(): Promise<void> {
    await this.translations.ready;
    await this.#detailed.load(this.translations.tag);
  }

  /** The sentence that the panel shows for an error. */
  explain(error: WidgetError, view: View): string {
    return explain(error, view);
  }
}

function isRestricted({ state }: View): boolean {
  return state.status === 'linked' && state.known.resource.health === 'restricted' && state.known.resource.canChange;
}

/** Trying again, or checking again where somebody has to act first, is advised before another sign-in. */
function hasOtherAdvice(view: View): boolean {
  const { state } = view;
  const { retry, askError } = failuresOf(state);
  const canCheck = isRestricted(view) && state.status === 'linked' && state.known.resource.access !== undefined;
  return retry !== undefined || askError !== undefined || canCheck;
}
