import { isSupportedCountry, Metadata, type PhoneNumber } from 'libphonenumber-js';
import { type Form, formsOf, type Groups } from './phone-groups.js';

/** Most spellings: ten columns of them stay below the 2,000 values that a query of Dataverse may have. */
const most = 180;

/**
 * Most that are looked for with an extension behind. Each takes two conditions in each column: more would make a URL of the eight
 * columns too long for the 16 KB that many proxies and servers allow.
 */
const mostWithExtension = 8;

/** Fewest digits of a spelling. */
const shortest = 6;

/** A spelling, and how unusual it is: the sum of what its choices cost. */
type Spelling = readonly [text: string, cost: number];

/**
 * Returns the spellings of a number that people use, most usual first: `whole` to be compared with all of a column, `main` of
 * them to be looked for with an extension behind.
 *
 * @param country whose international prefix is used, too
 */
export function spellingsOf(phone: PhoneNumber, country: string | undefined): { whole: string[]; main: string[] } {
  const prefixes = new Set(['00', '011', internationalPrefixOf(country ?? phone.country ?? '')]);
  const habits = habitsOf(phone.countryCallingCode);
  const spellings: Spelling[] = [
    [phone.number, 0],
    [phone.formatInternational(), 0],
    [phone.formatNational(), 0],
    [`tel:${phone.number}`, 2],
    [`tel:${phone.formatInternational().replaceAll(' ', '-')}`, 2],
    ...formsOf(phone).flatMap((form) => [
      ...(form.trunk === undefined ? [] : atHome(form, form.trunk, habits)),
      ...(form.code === undefined ? [] : fromAbroad(form, form.code, prefixes, habits)),
    ]),
  ];
  const costs = new Map<string, number>();
  for (const [text, cost] of [...spellings, ...spellings.filter(([, cost]) => cost === 0).flatMap(asPasted)]) {
    costs.set(text, Math.min(cost, costs.get(text) ?? cost));
  }
  const whole = [...costs]
    .toSorted(([, left], [, right]) => left - right)
    .map(([text]) => text)
    // On small islands a number without its country code is as short as somebody's extension.
    .filter((text) => text.replace(/\D/g, '').length >= shortest);
  return { whole: whole.slice(0, most), main: whole.slice(0, mostWithExtension) };
}

/** Returns the digits that are dialled in this country before an international number: 00, 011, … */
function internationalPrefixOf(country: string): string {
  if (!isSupportedCountry(country)) return '00';
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  // Where there are several, this is an expression, and one of them may be the usual. The library's types promise one.
  const { numberingPlan } = metadata;
  const prefixes: unknown[] = [numberingPlan?.IDDPrefix(), numberingPlan?.defaultIDDPrefix()];
  const [prefix = '00'] = prefixes.map((one) => String(one).replace('~', '')).filter((one) => /^\d{2,}$/.test(one));
  return prefix;
}

/** What each way to separate groups costs in a country. */
interface Habits {
  /** `06-12-34` */
  dash: number;
  /** `06-12 34` */
  firstDash: number;
  /** `06 12-34` */
  lastDash: number;
  dot: number;
  /** `(06) 12 34` */
  brackets: number;
  /** `06(12)34` */
  innerBrackets: number;
  /** `06/12 34` */
  slash: number;
  /** `0 612 34`, `0 (612) 34` */
  trunkApart: number;
  /** `(54 11) 12-34` */
  codeInBrackets: number;
}

function habitsOf(code: string): Habits {
  const isOneOf = (...codes: string[]) => codes.includes(code);
  return {
    dash: isOneOf('1', '81') ? 0 : 1,
    firstDash: isOneOf('31', '46', '60') ? 0.5 : 2,
    lastDash: isOneOf('54', '55') ? 0 : 3,
    dot: isOneOf('1', '33') ? 1 : 2,
    brackets: isOneOf('1', '7', '55', '375', '380')
      ? 0
      : isOneOf('36', '43', '44', '49', '52', '54', '61', '81', '90')
        ? 1
        : 2,
    innerBrackets: isOneOf('81') ? 2 : 8,
    slash: isOneOf('32', '36', '39', '41', '43', '49') ? 1 : isOneOf('1') ? 2 : 3,
    trunkApart: isOneOf('90') ? 0.5 : isOneOf('91') ? 2 : 4,
    codeInBrackets: isOneOf('54', '56') ? 2 : 8,
  };
}

/** As it is dialled in its country, and without the first digits, as spreadsheets leave it. */
function atHome({ groups, cost, isDirect }: Form, trunk: string, habits: Habits): Spelling[] {
  const join = isDirect ? joinedDirectly : joined;
  const bare = join(groups, habits);
  if (trunk === '') return dearer(cost, bare);
  const spellings = dearer(2, bare);
  if (trunk.startsWith('0'))
    spellings.push(...dearer(trunk.length === 1 ? 0 : 2, join(withTrunk(trunk, groups), habits)));
  // Other digits than a 0 often stand alone.
  const apart = bare.flatMap(([text, more]): Spelling[] => [
    [`${trunk} ${text}`, more],
    [trunk + text, more + 1],
  ]);
  if (trunk === '0') spellings.push(...dearer(habits.trunkApart, apart));
  else {
    const [area, ...rest] = groups;
    spellings.push(...apart, [[trunk, ...groups].join('-'), habits.dash]);
    spellings.push(...dearer(1, joined([`${trunk}-${area}`, ...rest], habits)));
    if (rest.length > 0) spellings.push(...dearer(2, inBrackets(`${trunk} ${area}`, rest)));
  }
  return dearer(cost, spellings);
}

/** Each head before each way to separate the groups, and the same separator throughout. */
function fromAbroad(form: Form, code: string, prefixes: Iterable<string>, habits: Habits): Spelling[] {
  const { groups, trunk = '', cost, isDirect } = form;
  const join = isDirect ? joinedDirectly : joined;
  const isAmerican = code === '1';
  const number = code.replace(' ', '') + groups.join('');
  const whole: Spelling[] = [
    [`+${number}`, 0],
    [number, 1.25],
  ];
  const heads: Spelling[] = [
    [`+${code} `, groups.length === 1 ? 1 : 0],
    [`+${code}`, 2],
    [`+${code}-`, 3],
    [`(+${code}) `, 2.5],
    [`(+${code})`, 3],
    [`(${code}) `, 4],
    [`${code} `, isAmerican ? 1 : 3],
  ];
  if (isAmerican) heads.push([code, 2], [`${code}-`, 2]);
  const separated = ['-', '.'].map((separator): Spelling => {
    const text = [...code.split(' '), ...groups].join(separator);
    return [text, separator === '-' ? habits.dash : habits.dot];
  });
  const throughout = separated.flatMap(([text, more]): Spelling[] => [
    [`+${text}`, more + 0.5],
    [text, isAmerican ? more + 0.25 : more + 2],
  ]);
  for (const prefix of prefixes) {
    whole.push([prefix + number, prefix === '00' ? 2 : 3]);
    heads.push([`${prefix}${code} `, prefix === '00' ? 2 : 3], [`${prefix} ${code} `, 2.5]);
    throughout.push(...separated.map(([text, more]): Spelling => [prefix + text, more + 2.5]));
  }
  const separate = join(groups, habits);
  const headed = beforeEach(heads, separate);
  // Italians have a 0 that stays, and is taken for one that goes.
  const afterZero = trunk === '0' ? separate : groups[0].startsWith('0') ? withoutFirstDigit(separate) : [];
  const zeros: Spelling[] = [
    [`+${code} (0)`, groups.length === 1 ? 1 : 0.5],
    [`+${code} (0) `, 1],
    [`+${code}(0)`, 1.5],
    [`+${code}(0) `, 2.5],
    [`00${code} (0)`, 2.5],
    [`00${code} (0) `, 2.5],
    [`+${code}-(0)`, 4],
  ];
  const unbracketed = afterZero.filter(([text]) => !text.startsWith('('));
  headed.push(...beforeEach(zeros, unbracketed));
  // South Americans put the country code in brackets, too: `(54 11) 4321-1234`.
  const [area, ...rest] = groups;
  if (rest.length > 0) headed.push(...dearer(habits.codeInBrackets, inBrackets(`${code} ${area}`, rest)));
  if (rest.length > 0) headed.push(...dearer(habits.codeInBrackets, inBrackets(`+${code} ${area}`, rest)));
  // A zero that should have gone: `+44 07700 900123`, `+61 (02) 9123 4567`.
  const wrong = trunk === '' ? [] : join(withTrunk(trunk, groups), habits);
  const withZero = wrong.map(([text, more]): Spelling => [`+${code} ${text}`, 2 + more]);
  if (trunk !== '') withZero.push([`+${code}${trunk}${groups.join('')}`, 3]);
  return dearer(cost, [...whole, ...throughout, ...headed, ...withZero]);
}

function withTrunk(trunk: string, [area, ...rest]: Groups): Groups {
  return [trunk + area, ...rest];
}

function dearer(more: number, spellings: readonly Spelling[]): Spelling[] {
  return spellings.map(([text, cost]) => [text, cost + more]);
}

function beforeEach(heads: readonly Spelling[], texts: readonly Spelling[]): Spelling[] {
  return heads.flatMap(([head, first]) => texts.map(([text, more]): Spelling => [head + text, first + more]));
}

function withoutFirstDigit(spellings: readonly Spelling[]): Spelling[] {
  return spellings.filter(([text]) => text.startsWith('0')).map(([text, cost]) => [text.slice(1), cost]);
}

function inBrackets(first: string, rest: readonly string[]): Spelling[] {
  return [
    [`(${first}) ${rest.join('-')}`, 0],
    [`(${first}) ${rest.join(' ')}`, 0],
  ];
}

/** The number with the extension that is dialled with it behind a hyphen. */
function joinedDirectly([area, main, extension]: Groups): Spelling[] {
  const rest = `${main}-${extension}`;
  return [
    [`${area} ${rest}`, 0],
    [`${area}/${rest}`, 0.5],
    [`(${area}) ${rest}`, 1],
    [`${area}-${rest}`, 1.5],
    [`${area} / ${rest}`, 1.5],
  ];
}

/** The groups with each of the usual separators. */
function joined([area, ...rest]: Groups, habits: Habits): Spelling[] {
  const [first, ...others] = rest;
  if (first === undefined) return [[area, 0]];
  const { dash, brackets, slash } = habits;
  const [spaced, dashed] = [rest.join(' '), rest.join('-')];
  return [
    [`${area} ${spaced}`, dash === 0 ? 0.75 : 0],
    [`${area}-${dashed}`, dash],
    [`${area}.${rest.join('.')}`, habits.dot],
    [`${area} ${dashed}`, 1 + dash],
    [`${area}-${spaced}`, habits.firstDash],
    [`${area} - ${spaced}`, habits.firstDash + 2],
    [`${area} ${spaced.replace(/ (?=\d+$)/, '-')}`, habits.lastDash],
    [`(${area}) ${spaced}`, Math.max(brackets, 1)],
    [`(${area}) ${spaced.replace(/ (?=\d+$)/, '-')}`, brackets + habits.lastDash],
    [`(${area}) ${dashed}`, brackets === 0 || dash === 0 ? brackets : brackets + 1],
    [`(${area})${dashed}`, brackets + 1],
    [`(${area})${spaced}`, brackets + 2],
    [`(${area}) ${rest.join('.')}`, brackets + 3],
    [`(${area})-${dashed}`, brackets + 2.5],
    [`${area}(${first})${others.join('-')}`, habits.innerBrackets],
    [`${area}/${spaced}`, slash],
    [`${area} / ${spaced}`, slash + 1],
    [`${area}/${dashed}`, slash + 1],
    [`${area}/${rest.join('.')}`, slash + 1],
  ];
}

/** What is pasted brings spaces and hyphens that don't break, dashes, and marks of direction. */
function asPasted([text, cost]: Spelling): Spelling[] {
  const pasted = [
    text.replaceAll(' ', '\u00a0'),
    text.replaceAll(' ', '\u202f'),
    text.replaceAll('-', '\u2011'),
    text.replaceAll('-', '\u2013'),
    `\u202a${text}\u202c`,
    ` ${text}`,
  ];
  return pasted.map((one) => [one, cost + 2]);
}
