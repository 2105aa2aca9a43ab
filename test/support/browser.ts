import { existsSync } from 'node:fs';
import { unpackChromium, unpackChromiumForPictures } from './bundled-chromium.js';

/** Paths at which installers put Chrome, Chromium and Edge. */
const usualPlaces = [
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/usr/bin/microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Options for Playwright's `launch`. */
export interface Browser {
  executablePath: string;
  args: string[];
  /** Its environment; that of this process when left out. */
  env?: Record<string, string>;
}

/**
 * A Chromium to test with: `CHROME_PATH`, else one that is installed, else the one in the package @sparticuz/chromium
 * (Linux on x64 only).
 *
 * @throws when there is none; the message says what to install
 */
export async function findBrowser(): Promise<Browser> {
  const installed = findInstalled();
  if (installed) return { executablePath: installed, args: argumentsForTests() };
  if (!canRunBundled) {
    throw new Error('No Chrome, Chromium or Edge was found: install one, or set CHROME_PATH to its executable');
  }
  return withEnvironment(await unpackChromium());
}

/**
 * The Chromium in the package @sparticuz/chromium, whatever is installed, and without the fonts of the machine: what it draws is
 * the same everywhere.
 *
 * @throws where it does not run
 */
export async function findBrowserForPictures(): Promise<Browser> {
  if (!canRunBundled) throw new Error('Pictures can be compared on Linux on x64 only');
  return withEnvironment(await unpackChromiumForPictures());
}

const canRunBundled = process.platform === 'linux' && process.arch === 'x64';

function withEnvironment({ executablePath, env }: { executablePath: string; env: Record<string, string> }): Browser {
  return { executablePath, args: argumentsForTests(), env: { ...definedOnes(process.env), ...env } };
}

function argumentsForTests(): string[] {
  return [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // Chromium's sandbox does not work for root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
}

/** `CHROME_PATH`, else one that is installed. The one in the package is left out: it can't show a window. */
export function findInstalled(): string | undefined {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH && !existsSync(CHROME_PATH)) throw new Error(`CHROME_PATH: there is no ${CHROME_PATH}`);
  return CHROME_PATH ?? usualPlaces.find((path) => existsSync(path));
}

function definedOnes(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
