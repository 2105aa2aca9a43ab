/**
 * A dynamic import that is made once, and can be repeated after a failure. Browsers keep a failure: the same URL is not
 * fetched again until the page is reloaded, so that the next try asks for another one. Not where the page has an import map:
 * it may pin scripts by their hashes, which another URL would get round.
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
      // Chromium and Firefox name the URL; where it is not named, reloading the page is the only way.
      failedUrl ??= /https?:\S+\.[jt]s/.exec(String(error))?.[0];
      throw error;
    });
    return loading;
  };
}
