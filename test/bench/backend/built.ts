// As it is shipped: what runs TypeScript from source adds to every function that is made.
const built = (await import(
  new URL('../../../dist/backend.js', import.meta.url).href
)) as typeof import('../../../src/backend.js');

export const { createLinkBackend } = built;
