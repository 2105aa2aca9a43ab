/** What a request is refused with. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    /** Further members of the problem. */
    readonly members: Record<string, unknown> = {},
  ) {
    super(code);
  }
}

/** Something upstream that may pass: the same POST goes on where this one stopped. */
export class Passing extends Refusal {
  constructor(code: 'identity-provider-unavailable' | 'dynamics-unavailable') {
    super(502, code);
  }
}
