import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));
const home = join(cache, 'chromium');

/** The Chromium in the package @sparticuz/chromium (Linux on x64), with the libraries and fonts that it brings along. */
export async function unpackChromium(): Promise<{ executablePath: string; env: Record<string, string> }> {
  if (!existsSync(home)) await unpack();
  return {
    executablePath: join(home, 'chromium'),
    env: { LD_LIBRARY_PATH: join(home, 'al2023', 'lib'), FONTCONFIG_PATH: join(home, 'fonts') },
  };
}

/** The same without the fonts of the machine, so that a page looks alike on all of them. */
export async function unpackChromiumForPictures(): Promise<{ executablePath: string; env: Record<string, string> }> {
  const { executablePath, env } = await unpackChromium();
  const file = join(home, 'own-fonts.conf');
  await writeFile(file, fontsConfiguration([join(home, 'fonts')]));
  return { executablePath, env: { ...env, FONTCONFIG_FILE: file } };
}

/** The package's own names the folder for temporary files. */
function fontsConfiguration(folders: readonly string[]): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${folders.map((folder) => `  <dir>${folder}</dir>\n`).join('')}  <cachedir>${join(home, 'fonts-cache')}</cachedir>
</fontconfig>
`;
}

/** The package unpacks into the folder for temporary files, and takes what it finds there for complete. */
async function unpack(): Promise<void> {
  const { TMPDIR, AWS_EXECUTION_ENV, LD_LIBRARY_PATH, FONTCONFIG_PATH } = process.env;
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(join(cache, 'chromium-'));
  process.env['TMPDIR'] = fresh;
  // Makes it unpack the libraries too, which a bare machine lacks.
  process.env['AWS_EXECUTION_ENV'] = 'AWS_Lambda_nodejs22.x';
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    await chromium.executablePath();
    await writeFile(join(fresh, 'fonts', 'fonts.conf'), fontsConfiguration([join(home, 'fonts'), '/usr/share/fonts']));
    // Several test processes may do this at once: the first one to finish wins.
    await rename(fresh, home).catch(async (error: NodeJS.ErrnoException) => {
      if (!existsSync(home)) throw error;
      await rm(fresh, { recursive: true });
    });
  } finally {
    restore({ TMPDIR, AWS_EXECUTION_ENV, LD_LIBRARY_PATH, FONTCONFIG_PATH });
  }
}

function restore(environment: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
