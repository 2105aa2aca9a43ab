/** A threat, and how the product meets it. */
export interface Threat {
  /** Unique; other texts name the row by it. */
  id: string;
  threat: string;
  /** Sections of the documents in `sources`, such as `RFC 9700 4.4`. */
  sources: readonly string[];
  met: string;
  /** The tests that show it. */
  tests: readonly [ThreatTest, ...ThreatTest[]];
}

/** A test by its file below `test/` and its title, with `…` for what the source fills in. */
export type ThreatTest = readonly [file: string, title: string];
