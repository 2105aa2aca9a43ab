import { isSupportedCountry, type PhoneNumber, parseDigits, parsePhoneNumberFromString } from 'libphonenumber-js';
import { LinkError } from '../errors.js';
import { internationalPrefixOf, spellingsOf } from './phone-spellings.js';
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

/** What telephony sends instead of a withheld number: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE on a keypad. */
const withheld = new Set(['266696687', '7378742833', '2562533', '8656696', '86282452253']);

/** An extension at the end: dialled (`,12`), as RFC 3966 has it, or in words. */
const extension = /(?:;ext=|[,;]+|\s*(?:,\s*)?(?:#|x|ext(?:ension|n)?[.:]?)\s*)\s*\d{1,7}#?$/i;
/** Other parameters of a `tel:` URI. One with `phone-context` is no number of the world's, unless it is a country code. */
const parameters = /;(?!ext=)(?!phone-context=)[\w-]+(?:=[^;]*)?/gi;

/**
 * Returns conditions that find the record of a caller, however people wrote the number; none where the call brings no
 * number: withheld, a word, a SIP address, too short or too long. The README's table says what is found.
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
  const given = readNumber(number);
  if (given === undefined) return [];
  const phone = parse(given, country);
  const digits = given.replace(/\D/g, '');
  if (!phone && (given.startsWith('+') || digits.length > longest)) return [];
  const asGiven = [...new Set([given, digits])];
  const own = given.startsWith('+') ? [] : asGiven;
  const { whole, main } = phone ? spellingsOf(phone, country) : { whole: [], main: asGiven };
  const values = [...new Set([...own, ...whole])];
  return fields.flatMap((field): Condition[] => [
    { field, operator: 'in', values },
    ...main.flatMap((value): Condition[] => [
      { field, operator: 'startswith', value, followedBy: beforeExtension },
      { field, operator: 'startswith', value: `${value} `, followedBy: afterSpace },
    ]),
  ]);
}

/** Returns the number alone, with the plus and punctuation that it came with, or nothing where there is none. */
function readNumber(number: string): string | undefined {
  // Full-width forms and spaces of other widths become the usual ones; marks of writing direction come with what is pasted.
  const text = String(number ?? '')
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Nd}/gu, (digit) => parseDigits(digit))
    .trim();
  const bare = withContext(text.replace(/^tel:/i, '').replace(parameters, '')).replace(extension, '').trim();
  if (!/^\(?\+?[\d\s().\-/\u2010-\u2015]+$/.test(bare)) return undefined;
  const digits = bare.replace(/\D/g, '');
  const isOneDigit = /^(\d)\1*$/.test(digits);
  if (digits.length < shortest || isOneDigit || withheld.has(digits)) return undefined;
  return bare.includes('+') ? `+${digits}` : bare;
}

/** `863-1234;phone-context=+1-914-555` is `+1-914-555-863-1234` (RFC 3966, 5.1.5); with a domain it is nobody's but that domain's. */
function withContext(text: string): string {
  return text.replace(/^([^;]*)(.*?);phone-context=(\+?[\d.()-]+)(?=;|$)/i, '$3$1$2');
}

/** Returns the number that is meant, if it can be told. */
function parse(given: string, country: string | undefined): PhoneNumber | undefined {
  const digits = given.replace(/\D/g, '');
  if (given.startsWith('+')) return possible(`+${digits}`);
  const home = country === undefined ? undefined : possible(given, country);
  const prefixes = ['00', country === undefined ? '011' : internationalPrefixOf(country)];
  const prefix = prefixes.find((one) => digits.startsWith(one));
  const abroad = possible(`+${prefix === undefined ? digits : digits.slice(prefix.length)}`);
  if (!abroad || !home) return home ?? (prefix === undefined && digits.startsWith('0') ? undefined : abroad);
  if (abroad.number === home.number) return home;
  if (prefix !== undefined || !home.isValid()) return abroad;
  // Where national numbers begin with a 0, one that doesn't is more likely to have lost its plus.
  const isNational = digits.startsWith(home.formatNational().replace(/\D/g, '').slice(0, 1));
  return isNational || !abroad.isPossible() || !looksComplete(abroad) ? home : abroad;
}

/** Fictional numbers of films and manuals are possible, but not valid. */
function looksComplete(phone: PhoneNumber): boolean {
  return phone.isValid() || phone.nationalNumber.length >= 9;
}

function possible(text: string, country?: string): PhoneNumber | undefined {
  const phone = parsePhoneNumberFromString(text, country as Parameters<typeof parsePhoneNumberFromString>[1]);
  const mexican = phone?.countryCallingCode === '52' ? withoutMobileOne(phone) : phone;
  if (!mexican?.isPossible()) return undefined;
  const { length } = mexican.number.slice(1);
  return length >= shortest && length <= longest ? mexican : undefined;
}

/** Mexico took the 1 of mobile numbers away in 2019; telephony and CRMs still have it. */
function withoutMobileOne(phone: PhoneNumber): PhoneNumber | undefined {
  return parsePhoneNumberFromString(phone.number.replace(/^\+521(?=\d{10}$)/, '+52'));
}
