import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Bundles each page's script as a portal would, one file with all that it imports. */
export async function buildPages(outDir: string): Promise<void> {
  for (const name of ['lit', 'msal', 'mgt', 'oidc', 'auth0', 'ours']) {
    await build({
      configFile: false,
      logLevel: 'error',
      publicDir: false,
      mode: 'production',
      define: { 'process.env.NODE_ENV': '"production"' },
      build: {
        outDir,
        emptyOutDir: false,
        target: 'es2022',
        modulePreload: false,
        lib: {
          entry: { [name]: fileURLToPath(new URL(`pages/${name}.js`, import.meta.url)) },
          formats: ['es'],
        },
        minify: 'terser',
        rolldownOptions: { output: { entryFileNames: '[name].js', minify: true } },
      },
    });
  }
}
