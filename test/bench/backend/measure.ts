import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../src/backend/store/database/database.js';
import { createDatabase, queryPostgres } from '../../support/postgres.js';
import { createPostgresServer } from '../../support/postgres-server.js';
import { type Comparison, inTurns, median, percentile } from '../figures.js';
import { accountName, fillWithLinks } from './links.js';
import { sendGets } from './load.js';
import { measureOwnTime, type OwnTime } from './own-time.js';
import { type Subject, startMicrosoft, startSubject } from './processes.js';
import type { Maker, Operation, SubjectSettings } from './work.js';

export interface BackendFigures {
  /** In a second; the ratio is ours to by hand. */
  get: Comparison;
  find: Comparison;
  /** Milliseconds of a GET at so many a second. */
  steady: { rate: number; ours: Latency; byHand: Latency };
  ownTime: OwnTime;
  /** Look-ups of a link with its access token in a second. */
  tokens: number;
  /** GETs in a second by number of processes on one PostgreSQL. */
  processes: Record<string, number>;
  /** By number of links. */
  sizes: Record<string, SizeFigures>;
  /** On the embedded database with 1,000 links, in a second. */
  embedded: { get: number; find: number };
}

interface Latency {
  p50: number;
  p99: number;
}

export interface SizeFigures {
  /** In a second, and how many times longer than with 1,000 links it takes. */
  get: Comparison;
  find: Comparison;
  /** Milliseconds of a keep-alive run with 50 grants that are due; the ratio is that of 1,000 links. */
  sweep: Comparison;
  /** Milliseconds of `links()`: the first page of 100, and the thousandth where there are so many. */
  firstPage: number;
  thousandthPage?: number;
  /** Bytes of the heap after all this. */
  heap: number;
}

export interface Extent {
  /** Turns of each comparison, and seconds of a turn. */
  rounds: number;
  seconds: number;
  sizes: number[];
  processes: number[];
  links: number;
  /** How often all this is measured, on the same links. */
  runs: number;
}

interface Prepared {
  settings: SubjectSettings & { database: { url: string } };
  subject: Subject;
}

const smallest = 1_000;
const due = 50;
const concurrency = 16;

export async function measureBackend(extent: Extent, say: (what: string) => void): Promise<BackendFigures[]> {
  const server = await createPostgresServer();
  const microsoft = await startMicrosoft();
  const key = randomBytes(32);
  const closing: (() => Promise<void>)[] = [];

  async function prepare(count: number): Promise<Prepared['settings']> {
    say(`${count} links are made`);
    const url = await createDatabase(server.url);
    const database = await openDatabase({ url });
    const accounts = await fillWithLinks(database, { count, microsoft: microsoft.origin, key });
    await database.close();
    return { database: { url }, microsoft: microsoft.origin, key: key.toString('base64url'), accounts };
  }

  async function start(settings: SubjectSettings): Promise<Subject> {
    const subject = await startSubject(settings);
    closing.push(subject.close);
    return subject;
  }

  try {
    const prepared = new Map<number, Prepared>();
    for (const count of new Set([smallest, ...extent.sizes])) {
      const settings = await prepare(count);
      prepared.set(count, { settings, subject: await start(settings) });
    }
    const small = prepared.get(smallest);
    if (!small) throw new Error('the smallest size is always measured');
    const figures: BackendFigures[] = [];
    for (let run = 1; run <= extent.runs; run++) {
      say(`run ${run} of ${extent.runs}`);
      figures.push(await measureOnce(prepared, small));
    }
    return figures;
  } finally {
    for (const close of closing.reverse()) await close();
    await microsoft.close();
    await server.close();
  }

  async function measureOnce(prepared: ReadonlyMap<number, Prepared>, small: Prepared): Promise<BackendFigures> {
    const { settings, subject } = small;
    say('a GET and a find, ours and by hand in turns');
    const port = await subject.ask({ kind: 'listen' });
    const url = (maker: Maker) => `http://127.0.0.1:${port}/${maker === 'ours' ? 'ours' : 'by-hand'}`;
    const { accounts } = settings;
    const served = (maker: Maker) => async () => {
      const load = { url: url(maker), accounts, connections: concurrency, seconds: extent.seconds };
      return (await sendGets(load)).perSecond;
    };
    const get = await inTurns(extent.rounds, served('ours'), served('by hand'));
    const find = await inTurns(extent.rounds, rate(subject, 'find', 'ours'), rate(subject, 'find', 'by hand'));
    const tokens = await rate(subject, 'token', 'ours')();

    say('a steady load');
    // Well below what either can do.
    const steadyRate = Math.floor(Math.min(get.ours, get.other) / 4);
    const steady = async (maker: Maker): Promise<Latency> => {
      const load = {
        url: url(maker),
        accounts,
        connections: concurrency,
        seconds: 4 * extent.seconds,
        rate: steadyRate,
      };
      const { times } = await sendGets(load);
      return { p50: percentile(times, 50), p99: percentile(times, 99) };
    };
    const steadyFigures = { rate: steadyRate, ours: await steady('ours'), byHand: await steady('by hand') };

    say('a link');
    const ownTime = await measureOwnTime(await createDatabase(server.url), extent.links);

    const processes: BackendFigures['processes'] = {};
    for (const count of extent.processes) {
      say(`${count} process${count === 1 ? '' : 'es'}`);
      processes[count] = await measureProcesses(settings, count);
    }

    const sizes: BackendFigures['sizes'] = {};
    for (const [count, large] of prepared) {
      say(`${count} links`);
      sizes[count] = await measureSize(large, count, small);
    }

    say('the embedded database');
    return {
      get,
      find,
      steady: steadyFigures,
      ownTime,
      tokens,
      processes,
      sizes,
      embedded: await measureEmbedded(),
    };
  }

  function rate(subject: Subject, operation: Operation, maker: Maker = 'ours'): () => Promise<number> {
    return () => subject.ask({ kind: 'rate', operation, maker, milliseconds: 1000 * extent.seconds, concurrency });
  }

  async function measureProcesses(settings: SubjectSettings, count: number): Promise<number> {
    const subjects = await Promise.all(Array.from({ length: count }, () => startSubject(settings)));
    try {
      const ports = await Promise.all(subjects.map((subject) => subject.ask({ kind: 'listen' })));
      const all = async () => {
        const loads = ports.map((port) =>
          sendGets({
            url: `http://127.0.0.1:${port}/ours`,
            accounts: settings.accounts,
            connections: concurrency / count,
            seconds: 2 * extent.seconds,
          }),
        );
        return (await Promise.all(loads)).reduce((sum, { perSecond }) => sum + perSecond, 0);
      };
      await all();
      return median([await all(), await all(), await all()]);
    } finally {
      await Promise.all(subjects.map((subject) => subject.close()));
    }
  }

  async function measureSize(large: Prepared, count: number, small: Prepared): Promise<SizeFigures> {
    const { subject } = large;
    const slowdown = async (operation: Operation): Promise<Comparison> => {
      const compared = await inTurns(extent.rounds, rate(subject, operation), rate(small.subject, operation));
      return { ...compared, ratio: 1 / compared.ratio };
    };
    const sweep =
      ({ subject: one, settings: { database, accounts } }: Prepared) =>
      async () => {
        const chosen = accounts.slice(0, due).map((account) => `'${account}'`);
        const makeDue = `update link set keep_alive_at = now() - interval '1 minute' where vcc_account_id in (${chosen})`;
        await queryPostgres(database.url, makeDue);
        return one.ask({ kind: 'sweep' });
      };
    return {
      get: await slowdown('get'),
      find: await slowdown('find'),
      sweep: await inTurns(extent.rounds, sweep(large), sweep(small)),
      firstPage: await subject.ask({ kind: 'page', after: '', times: 20 }),
      ...(count >= 100_000 && {
        thousandthPage: await subject.ask({ kind: 'page', after: accountName(99_900 - 1), times: 20 }),
      }),
      heap: await subject.ask({ kind: 'memory' }),
    };
  }

  async function measureEmbedded(): Promise<BackendFigures['embedded']> {
    const directory = await mkdtemp(join(tmpdir(), 'vcc-dynamics-auth-bench-'));
    try {
      const database = await openDatabase({ directory });
      const accounts = await fillWithLinks(database, { count: smallest, microsoft: microsoft.origin, key });
      await database.close();
      const subject = await startSubject({
        database: { directory },
        microsoft: microsoft.origin,
        key: key.toString('base64url'),
        accounts,
      });
      try {
        await rate(subject, 'get')();
        return { get: await rate(subject, 'get')(), find: await rate(subject, 'find')() };
      } finally {
        await subject.close();
      }
    } finally {
      await rm(directory, { recursive: true });
    }
  }
}
