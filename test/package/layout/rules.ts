export interface Rules {
  /** The folders in which circles and full folders are looked for. */
  folders: readonly string[];
  /**
   * Orders of layers: what stands on a line imports from the lines below it, not from those above, and not from its neighbours
   * on the line. The files of one folder import each other. `folder/*` stands for the files of a folder without those of its
   * subfolders.
   */
  orders: readonly (readonly (readonly string[])[])[];
  /** The folder of which every file has a place in an order, and an `import()` in a `load.ts` alone. */
  product: string;
  /** Files there that have an `import()` all the same. */
  lazyElsewhere: readonly string[];
  /** The folder that imports also what is inside a chunk. */
  tests: string;
  /** Largest number of source files in a folder. */
  largestFolder: number;
  /** Folders that may have more. */
  large: readonly string[];
  /** A folder, and the folders that it imports nothing of. */
  apart: readonly (readonly [folder: string, others: readonly string[]])[];
  /** A folder of tests, and the folder whose subfolders it has. */
  mirrors: readonly (readonly [tests: string, sources: string])[];
}

const shared = [['src/entra-error-codes.ts'], ['src/protocol.ts', 'src/version.ts', 'src/abort.ts']];

export const rules: Rules = {
  folders: ['src', 'demo', 'test'],
  orders: [
    [
      ['src/react.ts', 'src/vue.ts', 'src/index.ts', 'src/popup-callback.ts'],
      ['src/define.ts'],
      ['src/element.ts'],
      ['src/widget/linking'],
      ['src/widget/panel', 'src/widget/diagnosis'],
      ['src/widget/link', 'src/widget/sign-in', 'src/widget/languages', 'src/widget/detailed-texts'],
      ['src/widget/messages'],
      ['src/widget/*', 'src/widget/callback'],
      ...shared,
    ],
    [
      ['src/backend.ts'],
      ['src/backend/http', 'src/backend/data-connector'],
      ['src/backend/linking', 'src/backend/grants'],
      ['src/backend/microsoft', 'src/backend/store'],
      ['src/backend/*'],
      ...shared,
    ],
  ],
  product: 'src',
  // The first repeats the import of a load.ts after a failure; the second imports databases that not every host installs.
  lazyElsewhere: ['src/widget/retryable-import.ts', 'src/backend/store/database/database.ts'],
  tests: 'test',
  largestFolder: 14,
  // One file per language, and one per entry of the package.
  large: ['src/widget/languages', 'src'],
  apart: [
    ['src', ['demo', 'test']],
    ['demo', ['test']],
    ['demo/portal', ['demo/qa', 'demo/stand-ins']],
    ['demo/stand-ins', ['demo/portal', 'demo/qa']],
  ],
  mirrors: [
    ['test/widget', 'src/widget'],
    ['test/backend', 'src/backend'],
  ],
};
