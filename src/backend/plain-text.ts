/** Characters that a message keeps of a text from outside; Entra's longest sentences have about 300. */
const longest = 400;

/** A run as long as an authorization code or a token may have, and longer than a GUID, a host or a table's name. */
const tokenLike = /[\w~+=-][\w.~+=-]{62,}/g;

/**
 * Makes one line of readable text of what Entra or Dynamics 365 sent, for a message that ends up in logs: without line
 * breaks, control characters, characters that change the direction of text or can't be seen, and without what may be a
 * token (OWASP ASVS 5.0, 16.4.1; CWE-117).
 */
export function plainText(text: string): string {
  // First cut, so that a text of megabytes costs nothing.
  const line = text
    .slice(0, 10 * longest)
    .replace(tokenLike, '…')
    .replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const characters = [...line];
  return characters.length > longest ? `${characters.slice(0, longest).join('')}…` : line;
}
