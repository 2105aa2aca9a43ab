import type { HealthReason, LinkedResource } from '../../../protocol.js';
import type { WidgetError } from '../../errors.js';
import type { View } from '../../panel/view.js';

/** The language of a view, for sentences. */
type Wording = Pick<View, 'messages' | 'language'>;

/** Puts values in the place of their `{name}`. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
}

/** The sentence for an error. */
export function explain(error: WidgetError, { messages, language }: Wording): string {
  const { errors } = messages;
  const { reason, missingPrivileges = [] } = error.details;
  const detailed = `${error.code}/${reason}`;
  const text = Object.hasOwn(errors, detailed) ? errors[detailed as keyof typeof errors] : errors[error.code];
  return fill(text, { privileges: listPrivileges(missingPrivileges, { messages, language }) });
}

/** The reason why a link no longer works, and what to do about it; empty while it does. */
export function healthWarning(
  { messages: m, language }: Wording,
  { health, healthReason, missingPrivileges }: LinkedResource,
): string {
  if (health === 'active') return '';
  const { healthReasons } = m;
  const known = Object.hasOwn(healthReasons, healthReason ?? '') && healthReasons[healthReason as HealthReason];
  if (known) return known;
  const text = health === 'expired' ? m.expired : health === 'restricted' ? m.restricted : m.needsAttention;
  if (!missingPrivileges?.length) return text;
  return `${text} ${fill(m.missing, { privileges: listPrivileges(missingPrivileges, { messages: m, language }) })}`;
}

/** As the editor of security roles has them: a row for each table and a column for each action. */
function listPrivileges(names: readonly string[], { messages: m, language }: Wording): string {
  const cells = names.map((name) => {
    const [, action = '', table = ''] = /^prv(Read|Create|Write)(\w+)$/.exec(name) ?? [];
    const text = { Read: m.readOn, Create: m.createOn, Write: m.writeOn }[action];
    return text === undefined ? name : fill(text, { table });
  });
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(cells);
}
