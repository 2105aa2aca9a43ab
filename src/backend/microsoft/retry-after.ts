/** Seconds to wait before the next request, where an answer asks for that: a number or a date (RFC 9110, 10.2.3). */
export function retryAfterOf(headers: Headers): { retryAfter?: number } {
  const text = headers.get('Retry-After') ?? '';
  const date = text.endsWith(' GMT') ? Date.parse(text) : Number.NaN;
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : Math.ceil((date - Date.now()) / 1000);
  // At least a second, so that a `Retry-After: 0` does not lead to requests without a pause.
  return Number.isNaN(seconds) ? {} : { retryAfter: Math.max(1, seconds) };
}
