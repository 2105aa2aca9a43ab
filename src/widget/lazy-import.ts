/**
 * A dynamic import that can be repeated. Browsers keep a failure: the same URL is not fetched again until the page is
 * reloaded, so that the next try asks for another one. Not where the page has an import map: it may pin
 * scripts by their hashes, which another URL would get round.
 */
export function lazyImport<Module>(load: () => Promise<Module>): () => Promise<Module> {
  let failedUrl: string | undefined;
  let tries = 0;
  return async () => {
    if (failedUrl !== undefined && !document.querySelector('[type=importmap]'))
      return import(/* @vite-ignore */ `${failedUrl}?again=${++tries}`);
    try {
      return await load();
    } catch (error) {
      // Chromium and Firefox name the URL; where it is not named, reloading the page is the only way.
      failedUrl = /https?:\/\/\S+/.exec(String(error))?.[0];
      throw error;
    }
  };
}
