import type { LinkBackend, StoredEvent } from '../../../src/backend.js';

/** More than a scenario makes. */
const kept = 50;

/** Returns a function that tells the last events of the audit, oldest first. */
export function createRecentEvents(read: LinkBackend['events']): () => Promise<StoredEvent[]> {
  let place: string | undefined;
  let recent: StoredEvent[] = [];
  return async () => {
    for (;;) {
      const { events, next } = await read({ limit: 1000, ...(place !== undefined && { after: place }) });
      if (events.length === 0) return recent;
      place = next;
      recent = [...recent, ...events].slice(-kept);
    }
  };
}
