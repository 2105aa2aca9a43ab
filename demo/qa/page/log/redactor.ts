const replacement = '(taken out)';

/** Members that are never logged. In an answer, `code` is an error code and no secret. */
const secretOf = {
  request: ['code', 'codeVerifier', 'nonce', 'choice'],
  answer: ['codeVerifier', 'nonce', 'choice'],
} as const;

/** Takes secrets out by the names of their members, and then wherever the same value occurs again. */
export class Redactor {
  readonly #known = new Set<string>();

  redact(what: keyof typeof secretOf, value: unknown): unknown {
    return this.#clean(value, secretOf[what]);
  }

  text(text: string): string {
    let clean = text;
    for (const secret of this.#known) clean = clean.replaceAll(secret, replacement);
    return clean;
  }

  #clean(value: unknown, names: readonly string[]): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.#clean(item, names));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => {
        if (!names.includes(name) || typeof member !== 'string') return [name, this.#clean(member, names)];
        // A short value would occur by chance.
        if (member.length >= 16) this.#known.add(member);
        return [name, replacement];
      }),
    );
  }
}
