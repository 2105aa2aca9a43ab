import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js';
import type { Condition } from './query.js';

/** The columns of a contact that hold phone numbers. */
const phoneFields = ['telephone1', 'telephone2', 'telephone3', 'mobilephone'];

/**
 * Returns conditions that find the record of a caller: the number in the spellings that people store, for each field.
 *
 * @param number as the call brings it, best in E.164 (`+447700900123`)
 * @param options.fields columns to look in; a contact's phone columns by default. An account has no `mobilephone`.
 * @param options.country of numbers that come without a country code, such as `GB`
 */
export function callerConditions(number: string, options: { fields?: string[]; country?: string } = {}): Condition[] {
  const { fields = phoneFields, country } = options;
  const spellings = spellingsOf(number.trim(), country);
  return fields.flatMap((field) => spellings.map((value) => ({ field, operator: 'eq', value }) as const));
}

function spellingsOf(number: string, country: string | undefined): string[] {
  const parsed = parsePhoneNumberFromString(number, country as CountryCode | undefined);
  const digits = number.replace(/[^\d+]/g, '');
  if (!parsed) return distinct([number, digits]);
  const national = parsed.formatNational();
  const bare = parsed.number.slice(1);
  return distinct([
    number,
    digits,
    parsed.number,
    bare,
    `00${bare}`,
    parsed.formatInternational(),
    national,
    national.replace(/\D/g, ''),
  ]);
}

function distinct(spellings: string[]): string[] {
  return [...new Set(spellings)].filter((spelling) => spelling !== '');
}
