import type { PhoneNumber } from 'libphonenumber-js';

/** Digits of a number as people group them, without what is dialled before: area first. */
export type Groups = readonly [area: string, ...rest: string[]];

/** One way to reach a subscriber. */
export interface Form {
  groups: Groups;
  /** Code from abroad, such as `44`; in Argentina also `54 9`. Nothing: this form is for calls at home. */
  code?: string;
  /** What is dialled first at home: 0, 06 in Hungary, 8 in Russia, nothing in Spain. Undefined: this form is for calls from abroad. */
  trunk?: string;
  /** How unusual it is; the official one is 0. */
  cost: number;
  /** The last group is an extension that is dialled with the number: `1234-567`. */
  isDirect?: boolean;
}

/** Returns the forms of the number, with the official groups and with those that people make. */
export function formsOf(phone: PhoneNumber): Form[] {
  return subscriberForms(phone).flatMap((form) => [
    form,
    ...otherGroups(form.groups, form.code ?? '').map(([groups, cost]) => ({ ...form, groups, cost: form.cost + cost })),
    ...directForms(form),
  ]);
}

/** German and Austrian companies write what their own exchange dials after a hyphen, 0 for the desk: `089 12345-0`. */
function directForms(form: Form): Form[] {
  const [area, ...rest] = form.groups;
  const number = rest.join('');
  if ((form.code !== '49' && form.code !== '43') || /^(1|6[5-9])\d\d/.test(area)) return [];
  const lengths = [3, 2, ...(number.endsWith('0') ? [1] : [])].filter((length) => number.length - length >= 3);
  return lengths.map((length) => {
    const groups: Groups = [area, number.slice(0, -length), number.slice(-length)];
    return { ...form, groups, cost: length === 1 ? 0 : 1, isDirect: true };
  });
}

function subscriberForms(phone: PhoneNumber): Form[] {
  const code = phone.countryCallingCode;
  const national = phone.formatNational().match(/\d+/g) ?? [];
  const trunk = trunkOf(national.join(''), phone.nationalNumber);
  const international = toGroups(phone.formatInternational().split(/\D+/).slice(2));
  if (code === '54') return argentinian(international);
  // In Belarus, 8 is dialled before an area that begins with a 0: 8 (029).
  if (trunk === '80') {
    const withZero = toGroups([`0${international[0]}`, ...international.slice(1)]);
    return [
      { code, groups: international, cost: 0 },
      { trunk: '8', groups: withZero, cost: 0 },
      { trunk: '', groups: withZero, cost: 0.5 },
    ];
  }
  const forms: Form[] = [{ code, trunk, groups: international, cost: 0 }];
  if (code === '49' && /^1\d{3}$/.test(international[0])) return [germanMobile(international, trunk), ...forms];
  const [first = '', ...others] = national;
  const atHome = toGroups(first === trunk ? others : [first.slice(trunk.length), ...others]);
  if (atHome.join(' ') !== international.join(' ')) forms.push({ code, trunk, groups: atHome, cost: 0 });
  // Mexico took the 1 of mobile numbers away in 2019, and what was dialled before; CRMs still have them.
  if (code === '52') {
    forms.push({ code: '52 1', groups: international, cost: 1 }, { code: '521', groups: international, cost: 2 });
    for (const dialled of ['01', '044', '045']) forms.push({ trunk: dialled, groups: international, cost: 2 });
  }
  if (code === '55') forms.push(...brazilian(international));
  // Ukrainians and Romanians take the 0 of their country code for the one that is dialled: +38 (050), +4 0721.
  if (code === '380' || code === '40') {
    const groups = toGroups([`0${international[0]}`, ...international.slice(1)]);
    forms.push({ code: code.slice(0, -1), groups, cost: 0.5 });
  }
  return forms;
}

/** A mobile number has a 9 from abroad and a 15 behind the area at home; both come and go. */
function argentinian(groups: Groups): Form[] {
  const isMobile = groups[0] === '9' && groups.length > 2;
  const plain = isMobile ? toGroups(groups.slice(1)) : groups;
  const [area, ...rest] = plain;
  const dearerMobile = isMobile ? 0 : 2;
  return [
    { code: '54 9', groups: plain, cost: dearerMobile },
    { code: '549', groups: plain, cost: dearerMobile + 1.5 },
    { trunk: '0', groups: [area, '15', ...rest], cost: dearerMobile },
    { trunk: '0', groups: [area, '15', rest.join('')], cost: dearerMobile + 1 },
    { code: '54', groups: [area, '15', ...rest], cost: dearerMobile + 1 },
    { code: '54', trunk: '0', groups: plain, cost: isMobile ? 1 : 0 },
    { trunk: '', groups: plain, cost: 1 },
  ];
}

/** The area of mobile numbers had three digits before it had four, and still has for everybody: 0151, 0171. */
function germanMobile(groups: Groups, trunk: string): Form {
  const number = groups.join('');
  return { code: '49', trunk, groups: [number.slice(0, 3), number.slice(3)], cost: 0 };
}

/** People write the 0 that is dialled, officially with a carrier's digits; until 2016 mobile numbers had no 9 after the area. */
function brazilian([area, first = '', ...rest]: Groups): Form[] {
  const forms: Form[] = [{ trunk: '0', groups: [area, first, ...rest], cost: 2 }];
  if (/^9\d{4}$/.test(first))
    forms.push({ code: '55', trunk: '', groups: [area, '9', first.slice(1), ...rest], cost: 1 });
  // What begins with 2 to 5 is somebody's fixed line.
  if (/^9[6-9]\d{3}$/.test(first))
    forms.push({ code: '55', trunk: '', groups: [area, first.slice(1), ...rest], cost: 2 });
  return forms;
}

function trunkOf(national: string, number: string): string {
  return national.endsWith(number) ? national.slice(0, -number.length) : '';
}

function toGroups([area = '', ...rest]: readonly string[]): Groups {
  return [area, ...rest];
}

/** How the digits after an area are grouped, by their number: most usual first. */
const sizesOf: Record<number, readonly (readonly number[])[]> = {
  4: [[4], [2, 2]],
  5: [[5], [3, 2], [2, 3]],
  6: [[6], [3, 3], [2, 2, 2]],
  7: [[7], [3, 4], [3, 2, 2], [2, 2, 3]],
  8: [[8], [4, 4], [2, 2, 2, 2], [3, 3, 2], [3, 2, 3]],
  9: [[9], [3, 3, 3]],
};

/** Other ways to group the number, where people differ from the official one: in the length of the area and in what follows. */
function otherGroups(official: Groups, code: string): [Groups, cost: number][] {
  const number = official.join('');
  const areas = [official[0].length, ...otherAreas(official[0].length, number.length, code)];
  const others = areas.flatMap((length, index) => {
    const sizes = sizesOf[number.length - length] ?? [[number.length - length]];
    // North Americans group as they are told; Italians seldom group what follows the area.
    return (code === '1' ? sizes.slice(0, 1) : sizes).map((parts, rank): [Groups, number] => {
      const groups = toGroups([number.slice(0, length), ...split(number.slice(length), parts)]);
      const isUsual = code === '39' && rank === 0;
      return [groups, isUsual ? 0.25 : (index === 0 || code === '44' ? 1 : 2) + Math.floor(rank / 3)];
    });
  });
  return [...others.filter(([groups]) => groups.join(' ') !== official.join(' ')), [[number], 0]];
}

/** Lengths that people take the area to have, by country code and the official length. */
const otherAreasOf: Record<string, Record<number, readonly number[]>> = {
  // Greek areas begin with a 2 that all of them have.
  30: { 2: [3] },
  33: { 1: [3] },
  34: { 3: [2] },
  // London is 020, and many write 0207. Four digits are hard to remember: 0770 090 0123.
  44: { 2: [3], 4: [3] },
  // Norwegians and Danes have no areas at all.
  45: { 2: [4, 3] },
  47: { 2: [4, 3], 3: [4, 3] },
  49: {},
  // Mobile numbers are grouped as others are, too: 04 1234 5678.
  61: { 3: [1] },
  // Three big cities have areas of two digits, all others of three.
  52: { 2: [3], 3: [2] },
  84: { 2: [3], 3: [2] },
  91: { 5: [3] },
  351: { 3: [2] },
  359: { 2: [3] },
};

function otherAreas(area: number, number: number, code: string): readonly number[] {
  // No groups are official for such a number, as for one that is not given out yet.
  if (area === number) return [3, 2, 1];
  return (otherAreasOf[code] ?? { 4: [3] })[area] ?? [];
}

function split(digits: string, sizes: readonly number[]): string[] {
  const starts = sizes.map((_, index) => sizes.slice(0, index).reduce((sum, size) => sum + size, 0));
  return sizes
    .map((size, index) => digits.slice(starts[index], (starts[index] ?? 0) + size))
    .filter((part) => part !== '');
}
