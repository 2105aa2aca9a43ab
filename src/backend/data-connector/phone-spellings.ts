import { isSupportedCountry, Metadata, type PhoneNumber } from 'libphonenumber-js';

/** Most spellings: ten columns of them stay below the 2,000 values that a query of Dataverse may have. */
const most = 170;
/**
 * Most that are looked for with an extension behind. Each takes two conditions in each column: more would make a URL of the eight
 * columns too long for the 16 KB that many proxies and servers allow.
 */
const mostMain = 8;

/** A number's digits after the country code, in the groups that people write: area first. */
type Groups = readonly [area: string, ...rest: string[]];

/**
 * Returns the spellings of a number that people use, most usual first: `whole` to be compared with all of a column, `main` of
 * them to be looked for with an extension behind.
 *
 * @param country whose international prefix is used, too
 */
export function spellingsOf(phone: PhoneNumber, country: string | undefined): { whole: string[]; main: string[] } {
  const code = phone.countryCallingCode;
  const national = phone.formatNational();
  const digits = national.replace(/\D/g, '');
  const trunk = trunkOf(phone, digits);
  const variants = [phone.nationalNumber, ...otherNumbers(phone)];
  const all = new Set<string>();
  const add = (...spellings: string[]) => {
    for (const spelling of spellings) all.add(spelling);
  };
  const [first, ...others] = variants.map((number) => groupsOf(phone, number));
  if (!first) return { whole: [], main: [] };
  add(phone.number, phone.number.slice(1), phone.formatInternational(), national, digits);
  const main = mainSpellings(code, trunk, first, national, digits);
  add(...main);
  const prefixes = new Set(['00', '011', internationalPrefixOf(country ?? phone.country ?? '')]);
  add(...international(code, trunk, first), ...nationally(trunk, first), ...bare(code, trunk, first));
  for (const prefix of prefixes) if (prefix !== '') add(...abroad(prefix, code, first, trunk));
  for (const groups of others) add(...briefly(code, trunk, groups));
  for (const groups of otherGroups(code, first)) add(...briefly(code, trunk, groups));
  add(`tel:${phone.number}`, `tel:+${[code, ...first].join('-')}`);
  // What is pasted brings spaces and hyphens that don't break, and marks of direction.
  for (const usual of main.slice(0, 6)) add(usual.replaceAll(' ', '\u00a0'), usual.replaceAll('-', '\u2011'));
  add(`\u202a${phone.number}\u202c`, `\u202a${phone.formatInternational()}\u202c`);
  return { whole: [...all].slice(0, most), main: main.slice(0, mostMain) };
}

/** Returns the digits before an international number, dialled in this country: 00, 011, … Nothing where there are several. */
export function internationalPrefixOf(country: string): string {
  const metadata = new Metadata();
  if (!isSupportedCountry(country)) return '00';
  metadata.selectNumberingPlan(country);
  const plan = metadata.numberingPlan;
  const prefix = plan?.IDDPrefix() ?? '';
  return /^\d+$/.test(prefix) ? prefix : (plan?.defaultIDDPrefix()?.replace(/\D/g, '') ?? '00');
}

/** What is dialled before a national number: 0, 06 in Hungary, 8 in Russia, nothing in Spain, Italy or America. */
function trunkOf(phone: PhoneNumber, digits: string): string {
  if (digits.endsWith(phone.nationalNumber)) return digits.slice(0, -phone.nationalNumber.length);
  return digits.startsWith('0') ? '0' : '';
}

/** Numbers of the same subscriber: Argentina's mobile 9 and Mexico's mobile 1 come and go. */
function otherNumbers({ countryCallingCode: code, nationalNumber: number }: PhoneNumber): string[] {
  if (code === '54') return [number.length === 11 ? number.replace(/^9/, '') : `9${number}`];
  if (code === '52') return [`1${number}`];
  return [];
}

function groupsOf(phone: PhoneNumber, number: string): Groups {
  const groups = phone.formatInternational().split(/\D+/).slice(2);
  const [area = number, ...rest] = groups;
  if (number === phone.nationalNumber) return [area, ...rest];
  // The added or missing digit stands alone before the area.
  if (number.length > phone.nationalNumber.length) return [number[0] ?? '', area, ...rest];
  return [rest[0] ?? area, ...rest.slice(1)];
}

/** Trunk prefix and area as they are written together: 0 sticks to the area (`030`), others don't (`06 20`, `8-495`). */
function withTrunk(trunk: string, [area, ...rest]: Groups, separator: string): Groups {
  return trunk.length > 1 || trunk === '8' ? [trunk + separator + area, ...rest] : [trunk + area, ...rest];
}

function mainSpellings(code: string, trunk: string, groups: Groups, national: string, digits: string): string[] {
  const [area, ...rest] = groups;
  const number = groups.join('');
  const usual = [`+${code}${number}`, `+${code} ${groups.join(' ')}`, national];
  const here = withTrunk(trunk, groups, '-').join('-');
  if (trunk !== '') {
    const withZero = [`+${code} (${trunk})${groups.join(' ')}`, `+${code} (${trunk}) ${groups.join(' ')}`];
    const others = [`+${code}-${groups.join('-')}`, here, `${trunk}${area}/${rest.join('')}`, `00${code}${number}`];
    return distinct([...usual, digits, withZero[0] ?? '', `${code}${number}`, ...others, ...withZero]);
  }
  const dashed = groups.join('-');
  const inBrackets = rest.length === 0 ? [] : [`+${code} (${area}) ${rest.join('-')}`];
  const others = [`+${code} ${dashed}`, `${code}-${dashed}`, `${code}${number}`, groups.join('.')];
  return distinct([...usual, here, ...inBrackets, `+${code}-${dashed}`, digits, ...others]);
}

function distinct(spellings: readonly string[]): string[] {
  return [...new Set(spellings)];
}

/** With a plus and the country code. */
function international(code: string, trunk: string, groups: Groups): string[] {
  const [area, ...rest] = groups;
  const joined = rest.join('');
  const number = area + joined;
  const forms = bodies(groups);
  const withoutTrunk = [
    ...forms.map((form) => `+${code} ${form}`),
    ...forms.filter((form) => /^\(|[ -]/.test(form)).map((form) => `+${code}${form}`),
    ...[groups.join('-'), number, `${area}-${joined}`].map((form) => `+${code}-${form}`),
    ...[groups.join('.'), number].map((form) => `+${code}.${form}`),
    ...[number, groups.join(' '), groups.join('-')].map((form) => `(+${code}) ${form}`),
    `(+${code})${number}`,
  ];
  if (trunk === '') return withoutTrunk;
  const after = [
    groups.join(' '),
    number,
    groups.join('-'),
    `${area} ${joined}`,
    `${area}/${joined}`,
    `${area}-${joined}`,
  ];
  return [
    ...after.flatMap((form) => [
      `+${code} (${trunk})${form}`,
      `+${code} (${trunk}) ${form}`,
      `+${code}(${trunk})${form}`,
    ]),
    ...[groups.join(' '), number].map((form) => `+${code}(${trunk}) ${form}`),
    `(+${code}) ${trunk}${groups.join(' ')}`,
    ...withoutTrunk,
  ];
}

/** As it is dialled in its country. */
function nationally(trunk: string, groups: Groups): string[] {
  return [' ', '-', '.'].flatMap((separator) => bodies(withTrunk(trunk, groups, separator)));
}

/** Without what comes before: as spreadsheets leave it, and with the country code alone. */
function bare(code: string, trunk: string, groups: Groups): string[] {
  const forms = bodies(groups);
  return [
    ...[groups.join(''), groups.join(' '), groups.join('-')],
    ...(trunk === '' ? forms : forms.slice(0, 3)).map((form) => `${code} ${form}`),
    `${code}-${groups.join('-')}`,
    `${code}.${groups.join('.')}`,
    `${code}-${groups.join('')}`,
  ];
}

/** With the digits that are dialled before a country code. */
function abroad(prefix: string, code: string, groups: Groups, trunk: string): string[] {
  const number = groups.join('');
  const forms = [groups.join(' '), number, groups.join('-')];
  return [
    `${prefix}${code}${number}`,
    ...forms.flatMap((form) => [`${prefix}${code} ${form}`, `${prefix} ${code} ${form}`]),
    `${prefix}-${code}-${groups.join('-')}`,
    `${prefix}${code}-${groups.join('-')}`,
    ...(trunk === '' ? [] : [`${prefix}${code} (${trunk})${forms[0]}`, `${prefix}${code} (${trunk}) ${forms[0]}`]),
  ];
}

/** The few usual spellings of another grouping. */
function briefly(code: string, trunk: string, groups: Groups): string[] {
  const [area, ...rest] = groups;
  const national = withTrunk(trunk, groups, ' ');
  return [
    `+${code} ${groups.join(' ')}`,
    national.join(' '),
    withTrunk(trunk, groups, '-').join('-'),
    `+${code}${groups.join('')}`,
    national.join('').replaceAll(' ', ''),
    ...(trunk === '' ? [] : [`+${code} (${trunk})${groups.join(' ')}`, `+${code} (${trunk}) ${groups.join(' ')}`]),
    `+${code}-${groups.join('-')}`,
    `(${national[0]}) ${rest.join(' ')}`,
    `${national[0]}/${rest.join(' ')}`,
    `+${code} (${area}) ${rest.join(' ')}`,
  ];
}

/** The number's groups with each of the usual separators; without a rest there is one way. */
function bodies([area, ...rest]: Groups): string[] {
  const joined = rest.join('');
  if (joined === '') return [area];
  return [
    [area, ...rest].join(' '),
    [area, ...rest].join('-'),
    [area, ...rest].join('.'),
    [area, ...rest].join(' ').replace(/ (?=\d+$)/, '-'),
    `${area} ${rest.join('-')}`,
    `(${area}) ${rest.join('-')}`,
    `(${area}) ${rest.join(' ')}`,
    `(${area})${rest.join('-')}`,
    `(${area}) ${joined}`,
    `(${area})${joined}`,
    `(${area})${rest.join(' ')}`,
    `${area} ${joined}`,
    `${area}-${joined}`,
    `${area}/${joined}`,
    `${area}/${rest.join(' ')}`,
    `${area}/${rest.join('-')}`,
    area + joined,
  ];
}

/** How the digits after an area are grouped otherwise, by their number. */
const otherwise: Record<number, readonly (readonly number[])[]> = {
  4: [[2, 2]],
  5: [
    [3, 2],
    [2, 3],
  ],
  6: [[3, 3], [2, 2, 2], [6]],
  7: [
    [3, 4],
    [3, 2, 2],
    [4, 3],
  ],
  8: [
    [4, 4],
    [2, 2, 2, 2],
    [3, 3, 2],
  ],
  9: [[3, 3, 3]],
};

/** Other ways to group the number, where people differ from the official one: other lengths of area and of what follows. */
function otherGroups(code: string, [area, ...rest]: Groups): Groups[] {
  const number = area + rest.join('');
  const official = [area, ...rest].join(' ');
  const lengths = [area.length];
  if (area.length === 4) lengths.push(3);
  if (code === '44' && area.length === 2) lengths.push(3);
  return lengths
    .flatMap((length): Groups[] => {
      const parts = otherwise[number.length - length] ?? [];
      return parts.map((sizes) => [number.slice(0, length), ...split(number.slice(length), sizes)]);
    })
    .filter((groups) => groups.join(' ') !== official);
}

function split(digits: string, sizes: readonly number[]): string[] {
  const starts = sizes.map((_, index) => sizes.slice(0, index).reduce((sum, size) => sum + size, 0));
  return sizes.map((size, index) => digits.slice(starts[index], (starts[index] ?? 0) + size));
}
