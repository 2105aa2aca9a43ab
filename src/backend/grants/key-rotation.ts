import { setTimeout as sleep } from 'node:timers/promises';
import { LinkError } from '../errors.js';
import type { GrantStore } from '../store/grant-store.js';
import type { PostRecords } from '../store/post-records.js';

/** Milliseconds until a rotation looks again at a grant that was being refreshed. */
const rotationPause = 1000;

/**
 * Encrypts every stored grant again with the newest key.
 *
 * @throws LinkError `internal` when something does not open; the message names the accounts, all else is done
 */
export async function rotateKeys(grants: GrantStore, postRecords: PostRecords): Promise<void> {
  const unreadable = await postRecords.reseal();
  let left = await grants.reseal();
  while (left.isBeingRefreshed) {
    await sleep(rotationPause);
    left = await grants.reseal();
  }
  unreadable.push(...left.unreadable);
  if (unreadable.length > 0) {
    const accounts = [...new Set(unreadable)].join(', ');
    throw new LinkError('internal', `what is stored does not open for ${accounts}; all else has the newest key`);
  }
}
