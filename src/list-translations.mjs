import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * Writes the `load.ts` of the folders with texts: an import for each file of the folder, since compilers, bundlers and browsers
 * have no common way to import a whole folder. It runs before each of them, so that a new language is a new file in each.
 */
writeLoad('languages', 'translations', 'MessageOverrides', 'messages');
writeLoad('detailed-texts', 'detailedTexts', 'DetailedTexts', 'texts');

function writeLoad(folderName, constant, type, name) {
  const folder = new URL(`widget/${folderName}/`, import.meta.url);
  const tags = readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && file !== 'load.ts')
    .map((file) => file.replace('.ts', ''))
    .sort();
  const source = `import type { ${type} } from '../messages/messages.js';
import { retryableImport } from '../retryable-import.js';

/** Made by \`list-translations.mjs\`. */
export const ${constant}: Record<string, () => Promise<{ ${name}: ${type} }>> = {
${tags.map((tag) => `  '${tag}': retryableImport('${name}', () => import('./${tag}.js')),\n`).join('')}};
`;
  const target = new URL('load.ts', folder);
  if (read(target) !== source) writeFileSync(target, source);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
