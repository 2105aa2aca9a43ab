/** How `npm run build` makes `dist/custom-elements.json` from the doc blocks: what hosts see, and where it is published. */
export default {
  litelement: true,
  // The module that defines the tag comes first: it links the tag to its class.
  globs: ['src/define.ts', 'src/element.ts', 'src/widget/events.ts', 'src/widget/change-events.ts'],
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
  ],
};

function published(path) {
  return path.replace(/^\/?src\//, 'dist/').replace(/\.ts$/, '.js');
}
