/** In this order, since a user agent also names the browsers that it claims to be compatible with. */
const browsers: [name: string, version: RegExp][] = [
  ['Edge', /Edg\/(\d+)/],
  ['Opera', /OPR\/(\d+)/],
  ['Firefox', /(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /(?:Chrome|CriOS)\/(\d+)/],
  ['Safari', /Version\/([\d.]+).*Safari/],
];

const systems: [name: string, sign: RegExp][] = [
  ['Windows', /Windows/],
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux/],
];

/** Returns a name such as `Firefox 145 on Windows`, for a column of the check list. */
export function browserName(userAgent: string): string {
  const [browser, version] = browsers.find(([, sign]) => sign.test(userAgent)) ?? ['another browser', /()/];
  const [system] = systems.find(([, sign]) => sign.test(userAgent)) ?? ['another system'];
  return `${browser} ${version.exec(userAgent)?.[1] ?? ''} on ${system}`;
}
