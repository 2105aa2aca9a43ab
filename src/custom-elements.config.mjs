import { frameworkTypes } from './framework-types.mjs';

/** Makes `dist/custom-elements.json` from the doc blocks: the members that hosts see, under their published paths. */
export default {
  litelement: true,
  // The module that defines the tag comes first: it links the tag to its class.
  globs: ['src/define.ts', 'src/element.ts', 'src/widget/link/events.ts', 'src/widget/linking/events.ts'],
  outdir: 'dist',
  plugins: [
    {
      name: 'what hosts see',
      packageLinkPhase({ customElementsManifest }) {
        for (const module of customElementsManifest.modules) {
          module.path = published(module.path);
          for (const { declaration } of module.exports ?? []) {
            if (declaration?.module) declaration.module = published(declaration.module);
          }
          for (const declaration of module.declarations ?? []) {
            declaration.members = declaration.members?.filter(({ privacy }) => privacy !== 'private');
            declaration.events = declaration.events?.filter(({ name }) => name !== undefined);
          }
        }
      },
    },
    frameworkTypes,
  ],
};

function published(path) {
  return path.replace(/^\/?src\//, 'dist/').replace(/\.ts$/, '.js');
}
