import type { LinkedResource } from '../../../protocol.js';
import type { WidgetError } from '../../errors.js';
import type { View } from '../../panel/view.js';

/** The language of a view, for sentences. */
type Wording = Pick<View, 'messages' | 'language'>;

/** Puts values in the place of their `{name}`. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
}

/** The sentence for an error. */
export function explain(error: WidgetError, { messages: { errors }, language }: Wording): string {
  const { reason, missingPrivileges = [] } = error.details;
  const detailed = `${error.code}/${reason}`;
  const text = Object.hasOwn(errors, detailed) ? errors[detailed as keyof typeof errors] : errors[error.code];
  return fill(text, { privileges: list(missingPrivileges, language) });
}

/** The reason why a link no longer works, and what to do about it; empty while it does. */
export function healthWarning(
  { messages: m, language }: Wording,
  { health, healthReason, missingPrivileges }: LinkedResource,
): string {
  if (health === 'active') return '';
  if (healthReason === 'tenant-refused') return m.tenantRefused;
  const text = health === 'expired' ? m.expired : health === 'restricted' ? m.restricted : m.needsAttention;
  if (!missingPrivileges?.length) return text;
  return `${text} ${fill(m.missing, { privileges: list(missingPrivileges, language) })}`;
}

function list(items: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(items);
}
