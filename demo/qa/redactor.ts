const taken = '(taken out)';

/** What may not be kept of a request or an answer. In an answer, `code` is what went wrong. */
const secretOf = {
  request: ['code', 'codeVerifier', 'nonce', 'choice'],
  answer: ['codeVerifier', 'nonce', 'choice'],
} as const;

/** Takes secrets out by their names, and then wherever they turn up again. */
export class Redactor {
  readonly #known = new Set<string>();

  redact(what: keyof typeof secretOf, value: unknown): unknown {
    return this.#clean(value, secretOf[what]);
  }

  text(text: string): string {
    let clean = text;
    for (const secret of this.#known) clean = clean.replaceAll(secret, taken);
    return clean;
  }

  #clean(value: unknown, names: readonly string[]): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.#clean(item, names));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => {
        if (!names.includes(name) || typeof member !== 'string') return [name, this.#clean(member, names)];
        // A short one would be found in every other word.
        if (member.length >= 16) this.#known.add(member);
        return [name, taken];
      }),
    );
  }
}
