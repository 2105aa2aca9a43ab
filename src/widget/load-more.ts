import { lazyImport } from './lazy-import.js';

/** What is not needed to show a link. */
export const loadMore = lazyImport(() => import('./more.js'));

export type More = Awaited<ReturnType<typeof loadMore>>;
