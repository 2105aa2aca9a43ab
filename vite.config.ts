import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import minifyTemplateLiterals from 'rollup-plugin-minify-template-literals';
import { defineConfig, type Plugin, type UserConfig } from 'vite';

/** The callback page's HTML goes beside its script as it is. */
const callbackPage: Plugin = {
  name: 'callback-page',
  generateBundle() {
    const source = readFileSync('src/popup-callback.html', 'utf8');
    this.emitFile({ type: 'asset', fileName: 'popup-callback.html', source });
  },
};

/** The licences of what is bundled ask to go along. */
const licences: Plugin = {
  name: 'licences',
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap((output) => (output.type === 'chunk' ? output.moduleIds : []));
    const folders = new Set(modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []));
    const texts = [...folders].sort().map((folder) => {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return `${name} ${version}\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}\n`;
    });
    this.emitFile({ type: 'asset', fileName: 'licences.txt', source: texts.join('\n\n') });
  },
};

/** Subresource integrity of every script, for hosts that pin what they load. */
const integrity: Plugin = {
  name: 'integrity',
  writeBundle({ dir = '' }) {
    const scripts = readdirSync(dir).filter((file) => file.endsWith('.js'));
    const hashes = scripts.map((file) => {
      const hash = createHash('sha384')
        .update(readFileSync(join(dir, file)))
        .digest('base64');
      return [file, `sha384-${hash}`];
    });
    writeFileSync(join(dir, 'integrity.json'), `${JSON.stringify(Object.fromEntries(hashes), undefined, 2)}\n`);
  },
};

interface Target {
  entry: Record<string, string>;
  outDir: string;
  emptyOutDir: boolean;
  plugins: Plugin[];
}

/** `dist/cdn`, for a static host: the element with its lazy chunks, and in a pass of its own the callback page. */
const targets: Record<string, Target> = {
  element: {
    entry: { 'vcc-dynamics-auth': 'src/define.ts' },
    outDir: 'dist/cdn',
    emptyOutDir: true,
    plugins: [minifyTemplateLiterals() as Plugin, licences],
  },
  callback: {
    entry: { 'popup-callback': 'src/popup-callback.ts' },
    outDir: 'dist/cdn',
    emptyOutDir: false,
    plugins: [callbackPage, integrity],
  },
  /** The scripts of the demo's pages for testers. */
  qa: {
    entry: { qa: 'demo/qa/page/main.ts', live: 'demo/qa/page/live.ts' },
    outDir: 'dist/qa',
    emptyOutDir: true,
    plugins: [],
  },
};

export default defineConfig(({ mode }): UserConfig => {
  const { entry, outDir, emptyOutDir, plugins } = targets[mode] ?? raise(`there is nothing to build named ${mode}`);
  return {
    mode: 'production',
    publicDir: false,
    plugins,
    build: {
      outDir,
      emptyOutDir,
      target: 'es2022',
      sourcemap: true,
      modulePreload: false,
      // On top of Rolldown's own: three passes also drop the constants of MSAL that nothing reads.
      minify: 'terser',
      terserOptions: { ecma: 2020, safari10: false, compress: { passes: 3 } },
      lib: { entry, formats: ['es'] },
      rolldownOptions: {
        // What entry and lazy chunks share goes into the entry: one request and one dictionary for the first paint.
        preserveEntrySignatures: 'allow-extension',
        output: { entryFileNames: '[name].js', chunkFileNames, minify: true },
      },
    },
  };
});

/** The chunks of a language have names of their own. */
function chunkFileNames({ facadeModuleId }: { facadeModuleId: string | null }): string {
  const folder = facadeModuleId?.includes('/detailed-texts/') ? 'detailed-' : '';
  return `${folder}[name]-[hash].js`;
}

function raise(message: string): never {
  throw new Error(message);
}
