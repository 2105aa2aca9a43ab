import { lazyImport } from './lazy-import.js';
import { untilAborted } from './until-aborted.js';

const importMore = lazyImport(() => import('./more.js'));

/** What is not needed to show a link. Without it the panel says less, but not nothing: so it is not waited for without end. */
export const loadMore = () => untilAborted(importMore(), AbortSignal.timeout(10_000));

export type More = Awaited<ReturnType<typeof loadMore>>;
