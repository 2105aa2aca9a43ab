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

let antiforgeryToken = '';

export async function readSettings(): Promise<Settings> {
  const response = await fetch('/api/portal/settings');
  const settings: Settings = await response.json();
  antiforgeryToken = settings.antiforgeryToken;
  return settings;
}

export async function switchAccount(id: string): Promise<Settings> {
  const response = await portalFetch('/api/portal/account', { method: 'POST', body: id });
  return response.json();
}

export const portalFetch: typeof fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('X-Portal-Antiforgery', antiforgeryToken);
  return fetch(input, { ...init, headers });
};
