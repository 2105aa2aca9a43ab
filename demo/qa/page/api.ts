import type { AuditedEvent, QaState, Result } from '../api-types.js';

/** Client of the QA page's server side. */
export const qaApi = {
  state: () => ask<QaState>('GET', 'state'),
  arm: (scenario: string) => ask<QaState>('POST', 'arm', { scenario }),
  endFaults: () => ask<undefined>('POST', 'end-faults', {}),
  reset: () => ask<QaState>('POST', 'reset', {}),
  enter: (user: string, account: string) => ask<QaState>('POST', 'session', { user, account }),
  setCoop: (coop: QaState['coop']) => ask<undefined>('POST', 'coop', { coop }),
  makeLink: (link: string) => ask<undefined>('POST', 'link', { link }),
  changeGrant: (action: string) => ask<{ health?: string }>('POST', 'grant', { action }),
  letColleagueLink: () => ask<undefined>('POST', 'colleague', {}),
  discardChoices: () => ask<undefined>('POST', 'discard-choices', {}),
  events: () => ask<AuditedEvent[]>('GET', 'events'),
  results: () => ask<Result[]>('GET', 'results'),
  record: (result: Omit<Result, 'at' | 'version'>) => ask<Result[]>('POST', 'results', result),
  clearResults: () => ask<Result[]>('DELETE', 'results'),
};

async function ask<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(`/api/qa/${path}`, {
    method,
    ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}`);
  return response.status === 204 ? (undefined as Answer) : response.json();
}
