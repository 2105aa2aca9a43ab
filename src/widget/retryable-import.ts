/**
 * Returns a function that imports a chunk once, and imports it again after a failure. Browsers remember a failure by URL until
 * the page is reloaded, so the next try uses another URL; not on a page with an import map, which may pin scripts by their
 * hashes.
 */
export function retryableImport<Module>(load: () => Promise<Module>): () => Promise<Module> {
  let failedUrl: string | undefined;
  let tries = 0;
  let loading: Promise<Module> | undefined;
  const loadOnce = (): Promise<Module> =>
    failedUrl !== undefined && !document.querySelector('[type=importmap]')
      ? import(/* @vite-ignore */ `${failedUrl}?again=${++tries}`)
      : load();
  return () => {
    loading ??= loadOnce().catch((error) => {
      loading = undefined;
      // Chromium and Firefox name the URL. Elsewhere only a reload of the page helps.
      failedUrl ??= /https?:\S+\.[jt]s/.exec(String(error))?.[0];
      throw error;
    });
    return loading;
  };
}
