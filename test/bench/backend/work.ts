/** What a subject is told when it starts, in its environment. */
export interface SubjectSettings {
  database: { url: string } | { directory: string };
  /** Origin of the process that answers as Entra and Dynamics 365. */
  microsoft: string;
  /** In base64url. */
  key: string;
  /** Accounts whose links can be used. */
  accounts: string[];
}

export type Operation = 'get' | 'find' | 'token';
export type Maker = 'ours' | 'by hand';

/** What a subject can be asked for. */
export type Work =
  /** Repeats an operation for so long, so many at a time. Resolves to the number in a second. */
  | { kind: 'rate'; operation: Operation; maker: Maker; milliseconds: number; concurrency: number }
  /** Serves the GETs of both makers over HTTP. Resolves to the port. */
  | { kind: 'listen' }
  /** Runs the keep-alive once. Resolves to its milliseconds. */
  | { kind: 'sweep' }
  /** Reads one page of the list of links so many times. Resolves to the median of the milliseconds. */
  | { kind: 'page'; after: string; times: number }
  /** Resolves to the bytes of the heap after a collection. */
  | { kind: 'memory' };

export interface ToSubject {
  id: number;
  work: Work;
}

export type FromSubject = 'ready' | { id: number; result: number } | { id: number; error: string };
