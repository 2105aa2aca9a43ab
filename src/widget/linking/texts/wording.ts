import type { HealthReason, LinkedResource } from '../../../protocol.js';
import type { WidgetError } from '../../errors.js';
import type { ToldErrorCode } from '../../messages/messages.js';
import type { View } from '../../panel/view.js';

/** The language of a view, for sentences. */
type Wording = Pick<View, 'messages' | 'language'>;

/** Puts values in the place of their `{name}`. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
}

/** Holds what is written from right to left, or turns directions round, together: the text around a name stays as it is. */
export function isolated(name: string): string {
  return /^[ -~]*$/.test(name) ? name : `\u2068${name.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')}\u2069`;
}

/** The sentence for an error. */
export function explain(error: WidgetError, { messages, language }: Wording): string {
  const { errors } = messages;
  const { reason, answered, path = '', missingPrivileges = [] } = error.details;
  const detailed = `${error.code}/${reason}`;
  const special = Object.hasOwn(errors, detailed) ? errors[detailed as keyof typeof errors] : undefined;
  return fill(special ?? errors[error.code as ToldErrorCode], {
    path,
    privileges: listPrivileges(missingPrivileges, { messages, language }),
    ...(answered && { request: requestText(answered) }),
  });
}

function requestText({ method, status }: NonNullable<WidgetError['details']['answered']>): string {
  return status === undefined ? method : `${method} (${status})`;
}

/** The reason why a link no longer works, and what to do about it; empty while it does. */
export function healthWarning(
  { messages: m, language }: Wording,
  { health, healthReason, missingPrivileges }: LinkedResource,
): string {
  if (health === 'active') return '';
  const { healthReasons = {} } = m;
  const known = Object.hasOwn(healthReasons, healthReason ?? '') && healthReasons[healthReason as HealthReason];
  const general = health === 'expired' ? m.expired : health === 'restricted' ? m.restricted : m.needsAttention;
  const text = known || general;
  if (!missingPrivileges?.length) return text;
  return `${text} ${fill(m.missing, { privileges: listPrivileges(missingPrivileges, { messages: m, language }) })}`;
}

/** As the editor of security roles has them: a row for each table and a column for each action. Other names stay as they are. */
export function listPrivileges(names: readonly string[], { messages: m, language }: Wording): string {
  const texts = {
    Create: m.createOn,
    Read: m.readOn,
    Write: m.writeOn,
    Delete: m.deleteOn,
    Append: m.appendOn,
    AppendTo: m.appendToOn,
    Assign: m.assignOn,
    Share: m.shareOn,
  };
  const cells = names.map((name) => {
    const [, action, table = ''] = /^prv(Create|Read|Write|Delete|AppendTo|Append|Assign|Share)(.+)$/.exec(name) ?? [];
    return action === undefined
      ? isolated(name)
      : fill(texts[action as keyof typeof texts], { table: isolated(table) });
  });
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(cells);
}
