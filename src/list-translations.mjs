import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * Writes `widget/translation-files.ts`: an import for each file of `widget/messages/`, since compilers, bundlers and browsers
 * have no common way to import a whole folder. It runs before each of them, so that a new language is one new file.
 */
const tags = readdirSync(new URL('widget/messages/', import.meta.url))
  .filter((file) => file.endsWith('.ts') && file !== 'en-GB.ts')
  .map((file) => file.replace('.ts', ''))
  .sort();
const source = `import type { Translation } from './messages.js';

/** Made by \`list-translations.mjs\`. */
export const translations: Record<string, () => Promise<{ messages: Translation }>> = {
${tags.map((tag) => `  '${tag}': () => import('./messages/${tag}.js'),\n`).join('')}};
`;

const target = new URL('widget/translation-files.ts', import.meta.url);
if (read(target) !== source) writeFileSync(target, source);

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
