export interface Account {
  id: string;
  name: string;
}

export interface Settings {
  account: Account;
  otherAccount: Account;
  antiforgeryToken: string;
  clientId: string;
  authority: string;
  authorityMetadata: object;
}

/** Makes the fetch that sends the antiforgery token along. */
export function createPortalFetch(antiforgeryToken: string): typeof fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('X-Portal-Antiforgery', antiforgeryToken);
    return fetch(input, { ...init, headers });
  };
}
