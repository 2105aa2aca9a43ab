import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * Writes `widget/languages/load.ts`: an import for each file of that folder, since compilers, bundlers and browsers have no
 * common way to import a whole folder. It runs before each of them, so that a new language is one new file.
 */
const folder = new URL('widget/languages/', import.meta.url);
const tags = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'load.ts')
  .map((file) => file.replace('.ts', ''))
  .sort();
const source = `import type { MessageOverrides } from '../messages/messages.js';

/** Made by \`list-translations.mjs\`. */
export const translations: Record<string, () => Promise<{ messages: MessageOverrides }>> = {
${tags.map((tag) => `  '${tag}': () => import('./${tag}.js'),\n`).join('')}};
`;

const target = new URL('load.ts', folder);
if (read(target) !== source) writeFileSync(target, source);

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
