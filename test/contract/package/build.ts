import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { build, type Rolldown } from 'vite';
import { requirements } from '../requirements.js';

// `npm run build:kit`: `dist/kit`, a package of its own for teams that have no checkout, in whatever language their backend is.

const outDir = 'dist/kit';
const own = JSON.parse(readFileSync('package.json', 'utf8'));

const output = (await build({
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  build: {
    ssr: true,
    outDir,
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    rolldownOptions: {
      input: { 'check-backend': 'test/contract/command/check-backend.ts', 'stand-ins': 'demo/stand-ins/main.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
  },
})) as Rolldown.RolldownOutput;

// What is imported and not bundled is what the kit depends on, in the versions that it is tried with.
const imports = output.output.flatMap((file) =>
  file.type === 'chunk' ? [...file.imports, ...file.dynamicImports] : [],
);
const names = imports.flatMap((name) => /^(?!node:|.*\.js$)((?:@[\w.-]+\/)?[\w.-]+)/.exec(name)?.[1] ?? []);
const dependencies = Object.fromEntries(
  [...new Set(names)].sort().map((name) => [name, own.devDependencies[name] ?? own.dependencies[name]]),
);

const manifest = {
  name: `${own.name}-kit`,
  version: own.version,
  description:
    'Checks a backend of the link resource in any language, with stand-ins for Microsoft Entra ID and Dynamics 365',
  license: own.license,
  type: 'module',
  bin: { 'vcc-check-backend': './check-backend.js', 'vcc-stand-ins': './stand-ins.js' },
  engines: own.engines,
  files: ['*.js', 'openapi.json', 'README.md', 'LICENSE'],
  dependencies,
};
writeFileSync(`${outDir}/package.json`, `${JSON.stringify(manifest, undefined, 2)}\n`);
copyFileSync('test/contract/package/README.md', `${outDir}/README.md`);
copyFileSync('LICENSE', `${outDir}/LICENSE`);
const contract = JSON.parse(readFileSync('dist/openapi.json', 'utf8'));
const numbered = { ...contract, 'x-requirements': requirements };
writeFileSync(`${outDir}/openapi.json`, `${JSON.stringify(numbered, undefined, 2)}\n`);
