/**
 * Returns a function that imports a chunk once, and imports it again after a failure: many bundlers and newer browsers need no
 * more. Chromium 147 and Firefox ESR remember a failed module by its URL until the page is reloaded, so where the second import
 * fails as a native one does, a URL that differs is imported; not on a page with an import map, which may pin scripts by their
 * hashes. The failures of webpack's and Turbopack's own loaders are no TypeErrors: their files are no modules.
 *
 * @param name an export of the chunk. A bundler may have packed the chunk with others, under names of its own
 */
export function retryableImport<Name extends string, Module extends Record<Name, unknown>>(
  name: Name,
  load: () => Promise<Module>,
): () => Promise<Module> {
  let failures = 0;
  let loading: Promise<Module> | undefined;
  const loadAgain = async (error: unknown): Promise<Module> => {
    // Chromium and Firefox name the URL, at the end. The others don't remember.
    const url = error instanceof TypeError && /https?:\S+$/.exec(error.message)?.[0];
    if (!failures++ || !url || document.querySelector('[type=importmap]')) throw error;
    const again = url.replace(/\?|$/, `?again=${failures}&`);
    const module = await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ again);
    const found = [module, ...Object.values(module)].find((it) => it?.[name]);
    if (!found) throw error;
    return found;
  };
  return () => {
    loading ??= load()
      .catch(loadAgain)
      .catch((error) => {
        loading = undefined;
        throw error;
      });
    return loading;
  };
}
