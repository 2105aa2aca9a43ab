/** Reads a setting of the page from its address: all settings are there, so that a bug report is a link. */
export function readAddress(name: string): string {
  return new URLSearchParams(location.search).get(name) ?? '';
}

export function writeAddress(name: string, value: string): void {
  const url = new URL(location.href);
  if (value) url.searchParams.set(name, value);
  else url.searchParams.delete(name);
  history.replaceState(null, '', url);
}
