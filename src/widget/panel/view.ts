import type { nothing, TemplateResult } from 'lit';
import type { State } from '../link/state.js';
import type { Messages } from '../messages/messages.js';

/** Everything that the panel is rendered from. */
export interface View {
  state: State;
  messages: Messages;
  /** BCP 47, for dates and lists. */
  language: string;
  headingLevel: number;
  supportUrl: string;
  /** The chunk for the slots could not be loaded: without them the panel says what it can. */
  isIncomplete: boolean;
  actions: {
    link(): unknown;
    cancel(): unknown;
    refresh(): unknown;
    /** Loads what the buttons need. */
    prepare(): unknown;
    askToUnlink(): unknown;
  };
}

export type Part = TemplateResult | typeof nothing;

/** Content for the places of the panel that showing a link leaves empty. */
export interface Slots {
  /** Health, and the progress of a change. */
  status: Part;
  /** What Microsoft will ask for, or what the linked user may do. */
  permissions: Part;
  /** `alert` is announced at once, `nextSteps` stand below it. */
  message: { kind: 'alarm' | 'calm' | 'empty'; alert: Part; nextSteps: Part };
  /** Before Cancel while linking, between Link again and Unlink, else in their place. */
  buttons: Part;
  dialog: Part;
  /** In place of the buttons, for those who may not change anything. */
  lookOnly: Part;
  /** A button before Link that is advised in its place. */
  advice: Part;
  /** Link is not what is advised. */
  isLinkSecond: boolean;
  /** In place of the usual text of Link. */
  linkText: Part | undefined;
  /** Text of the polite live region. */
  announcement: Part;
}
