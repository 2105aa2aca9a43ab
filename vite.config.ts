import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin, type UserConfig } from 'vite';

/** The callback page's HTML goes beside its script as it is. */
const callbackPage: Plugin = {
  name: 'callback-page',
  generateBundle() {
    const source = readFileSync('src/popup-callback.html', 'utf8');
    this.emitFile({ type: 'asset', fileName: 'popup-callback.html', source });
  },
};

/** `dist/cdn`, for a static host: the element with its lazy chunks, and in a pass of its own the callback page. */
export default defineConfig(({ mode }): UserConfig => {
  const isCallback = mode === 'callback';
  return {
    mode: 'production',
    publicDir: false,
    plugins: isCallback ? [callbackPage] : [],
    oxc: { decorator: { legacy: true } },
    build: {
      outDir: 'dist/cdn',
      emptyOutDir: !isCallback,
      target: 'es2022',
      sourcemap: true,
      modulePreload: false,
      lib: {
        entry: isCallback ? { 'popup-callback': 'src/popup-callback.ts' } : { 'vcc-dynamics-auth': 'src/index.ts' },
        formats: ['es'],
      },
      rolldownOptions: {
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', minify: true },
      },
    },
  };
});
