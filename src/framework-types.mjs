/**
 * Makes what editors and frameworks read from the manifest: custom data for VS Code, web-types for JetBrains, and the types of
 * the tag in Astro, Preact, Solid and Svelte.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { generateJsxTypes } from '@wc-toolkit/jsx-types';
import { generateJetBrainsWebTypes } from 'custom-element-jet-brains-integration';
import { generateVsCodeCustomElementData } from 'custom-element-vs-code-integration';

const outdir = 'dist';
const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** How a framework's types take up a tag. Its own attributes go with it: `class`, `ref`, `style` and so on. */
const frameworks = {
  astro: `import type { HostAttributes } from './element.js';

declare global {
  namespace astroHTML.JSX {
    interface IntrinsicElements {
      'vcc-dynamics-auth': HostAttributes & HTMLAttributes;
    }
  }
}
`,
  preact: `import type { HTMLAttributes } from 'preact';
import type { VccDynamicsAuth } from './element.js';
import type { VccDynamicsAuthProps } from './jsx-types.js';

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'vcc-dynamics-auth': VccDynamicsAuthProps & HTMLAttributes<VccDynamicsAuth>;
    }
  }
}
`,
  solid: `import type { HostAttributes, VccDynamicsAuth } from './element.js';
import type { VccDynamicsAuthSolidJsProps } from './jsx-types.js';

declare module 'solid-js/jsx-runtime' {
  namespace JSX {
    interface IntrinsicElements {
      'vcc-dynamics-auth': VccDynamicsAuthSolidJsProps & HostAttributes & HTMLAttributes<VccDynamicsAuth>;
    }
  }
}
`,
  svelte: `import type { HTMLAttributes } from 'svelte/elements';
import type { VccDynamicsAuth } from './element.js';
import type { VccDynamicsAuthProps } from './jsx-types.js';

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'vcc-dynamics-auth': VccDynamicsAuthProps & HTMLAttributes<VccDynamicsAuth>;
  }
}
`,
};

/** Plugin of the analyser, after the one that leaves out what hosts do not see. */
export const frameworkTypes = {
  name: 'framework types',
  packageLinkPhase({ customElementsManifest }) {
    const manifest = withoutReadOnlyAttributes(customElementsManifest);
    generateVsCodeCustomElementData(manifest, { outdir, cssFileName: null, hideLogs: true });
    generateJetBrainsWebTypes(manifest, { outdir, packageJson: false, hideLogs: true });
    rewrite('web-types.json', (text) => `${JSON.stringify({ ...JSON.parse(text), name, version }, undefined, 2)}\n`);
    generateJsxTypes(manifest, { outdir, fileName: 'jsx-types.d.ts', componentTypePath: () => './element.js' });
    rewrite('jsx-types.d.ts', (text) => withEvents(text, manifest));
    for (const [framework, types] of Object.entries(frameworks)) {
      writeFileSync(`${outdir}/${framework}.d.ts`, types);
      writeFileSync(`${outdir}/${framework}.js`, '// Types only.\nexport {};\n');
    }
  },
};

/** Nobody sets these, so no editor should offer them. */
function withoutReadOnlyAttributes(manifest) {
  const copy = structuredClone(manifest);
  for (const declaration of copy.modules.flatMap(({ declarations = [] }) => declarations)) {
    declaration.attributes = declaration.attributes?.filter(({ fieldName }) => fieldName);
  }
  return copy;
}

/**
 * Imports the events, which the tool names only, and leaves out its augmentations: they are of every framework at once, also of
 * those that are not installed.
 */
function withEvents(text, manifest) {
  const events = manifest.modules
    .flatMap(({ declarations = [] }) => declarations)
    .flatMap(({ events: fired = [] }) => fired.map(({ type }) => type.text));
  const types = text.slice(0, text.indexOf('\ndeclare module'));
  return `import type { ${[...new Set(events)].join(', ')} } from './index.js';\n${types}`;
}

function rewrite(file, change) {
  writeFileSync(`${outdir}/${file}`, change(readFileSync(`${outdir}/${file}`, 'utf8')));
}
