import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  type PhoneNumber,
  parseDigits,
  parsePhoneNumberFromString,
} from 'libphonenumber-js';
import { LinkError } from '../errors.js';
import { spellingsOf } from './phone-spellings.js';
import type { Condition } from './query.js';

/** The columns of a contact that hold its own phone numbers, not an assistant's or a manager's (reference/entities/contact). */
const ownPhones = [
  'telephone1',
  'business2',
  'telephone2',
  'home2',
  'telephone3',
  'mobilephone',
  'company',
  'callback',
] as const;

/** What stands between a number and its extension: `x12`, `ext. 12`, `;ext=12`, `#12`, `,12`; behind a space also `(12)`. */
const beforeExtension = 'x#,;e';
const afterSpace = 'x#e(';

/** Digits of a number with its country code: ITU-T E.164 has 15 at most; fewer are extensions and short codes. */
const shortest = 7;
const longest = 15;

/** A `tel:` URI has some thirty characters; what is far longer is no number, and would take long to read. */
const longestText = 200;

/** What telephony sends instead of a withheld number: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE on a keypad. */
const withheld = new Set(['266696687', '7378742833', '2562533', '8656696', '86282452253']);

/** An extension at the end: dialled (`,12`), as RFC 3966 has it, or in words. */
const extension = /(?:;ext=|[,;]+|\s*(?:,\s*)?(?:#|x|ext(?:ension|n)?[.:]?)\s*)\s*\d{1,7}#?$/i;
/** Other parameters of a `tel:` URI. */
const parameters = /;(?!ext=|phone-context=)[\w-]+(?:=[^;]*)?/gi;

/**
 * Returns conditions that find the record of a caller, however people wrote the number; none where the call brings no
 * number: withheld, a word, a SIP address, too short or too long. The table in `../README.md` says what is found.
 *
 * @param number as the call brings it, best in E.164 with or without its plus (`+447700900123`)
 * @param options.fields columns to look in, ten at most; a contact's own eight by default. An account has telephone1 to 3.
 * @param options.country of numbers that come without a country code, such as `GB`
 * @throws LinkError `invalid-request` when the country is none
 */
export function callerConditions(number: string, options: { fields?: string[]; country?: string } = {}): Condition[] {
  const { fields = ownPhones } = options;
  const country = options.country?.toUpperCase() || undefined;
  if (country !== undefined && !isSupportedCountry(country)) {
    throw new LinkError('invalid-request', `country: “${options.country}” is no country of ISO 3166, such as GB`);
  }
  const { whole, main } = spellings(readNumber(number), country);
  if (whole.length === 0) return [];
  return fields.flatMap((field): Condition[] => [
    { field, operator: 'in', values: whole },
    ...main.flatMap((value): Condition[] => [
      { field, operator: 'startswith', value, followedBy: beforeExtension },
      { field, operator: 'startswith', value: `${value} `, followedBy: afterSpace },
    ]),
  ]);
}

/** Returns the number alone, with the plus and punctuation that it came with; empty where there is none. */
function readNumber(number: string): string {
  // Full-width forms and spaces of other widths become the usual ones; marks of writing direction come with what is pasted.
  const text = String(number ?? '')
    .slice(0, longestText + 1)
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Nd}/gu, (digit) => parseDigits(digit))
    .trim();
  if (text.length > longestText) return '';
  const bare = withContext(text.replace(/^tel:/i, '').replace(parameters, '')).replace(extension, '').trim();
  // Hyphens of any width: Japanese keyboards have a sound mark where others have a hyphen.
  if (!/^\(?\+?[\d\s().\-/\p{Pd}\u2212\u30fc]+$/u.test(bare)) return '';
  const digits = bare.replace(/\D/g, '');
  const isOneDigit = /^(\d)\1*$/.test(digits);
  if (digits.length < shortest || isOneDigit || withheld.has(digits)) return '';
  // No country code begins with a 0: such a plus was put before what is dialled.
  return bare.includes('+') && !digits.startsWith('0') ? `+${digits}` : bare.replace('+', '');
}

/** `555-2671;phone-context=+1-415` is `+1-415-555-2671` (RFC 3966, 5.1.5); with a domain it is nobody's but that domain's. */
function withContext(text: string): string {
  return text.replace(/^([^;]*)(.*?);phone-context=(\+?[\d.()-]+)(?=;|$)/i, '$3$1$2');
}

function spellings(number: string, country: CountryCode | undefined): { whole: string[]; main: string[] } {
  const phone = parse(number, country);
  const digits = number.replace(/\D/g, '');
  // Without a plus, the number may be stored as the call brings it, whatever is taken for its country.
  const isAsStored = !number.startsWith('+') && digits.length >= shortest && digits.length <= longest;
  const asGiven = isAsStored ? [...new Set([number, digits])] : [];
  if (!phone) return { whole: asGiven, main: asGiven };
  const { whole, main } = spellingsOf(phone, country);
  return { whole: [...new Set([...asGiven, ...whole])], main };
}

/** Returns the number that is meant, if it can be told. */
function parse(number: string, country: CountryCode | undefined): PhoneNumber | undefined {
  if (number.startsWith('+')) return possible(number);
  const digits = number.replace(/\D/g, '');
  const home = country && possible(number, country);
  // Without a country, 011 is what Americans dial before a country code; a short number has an area that begins so: 0116, 011.
  const prefix = country === undefined ? /^(00|011(?=\d{10})|(?!0))/ : /^(00|(?!0))/;
  const abroad = possible(digits.replace(prefix, '+'));
  // Fictional numbers, of films and manuals, are possible but not valid; so are many short ones, of other meaning.
  const isComplete = abroad && (digits.startsWith('0') || abroad.isValid() || abroad.nationalNumber.length >= 9);
  if (!isComplete || home?.number === abroad.number) return home;
  if (!home) return abroad;
  // It began with what is dialled in this country before a country code.
  if (home.countryCallingCode !== getCountryCallingCode(country)) return home;
  // Where numbers at home begin with a 0, one that doesn't has more likely lost its plus.
  const isAsAtHome = home.isValid() && home.formatNational().replace(/\D/g, '')[0] === digits[0];
  return isAsAtHome ? home : abroad;
}

function possible(text: string, country?: CountryCode): PhoneNumber | undefined {
  const phone = parsePhoneNumberFromString(text, country);
  // Mexico took the 1 of mobile numbers away in 2019; telephony still sends it.
  const current = phone && parsePhoneNumberFromString(phone.number.replace(/^\+521(?=\d{10}$)/, '+52'));
  const length = current?.isPossible() ? current.number.length - 1 : 0;
  return length >= shortest && length <= longest ? current : undefined;
}
