import type { EnvironmentName } from '../people.js';
import { DataverseError } from './errors.js';
import type { Row } from './filter.js';

export interface Table {
  logicalName: string;
  schemaName: string;
  /** End of the names of its privileges; all activities share theirs. */
  privilege: string;
  entitySetName: string;
  idColumn: string;
  columns: readonly string[];
  /** Returns the columns that Dataverse computes. */
  computed: (row: Row) => Row;
}

const phones = ['telephone1', 'telephone2', 'telephone3'] as const;
/** Reference of the contact table (reference/entities/contact); the last three are other people's. */
const contactPhones = [
  ...phones,
  'mobilephone',
  'business2',
  'home2',
  'company',
  'callback',
  'assistantphone',
  'managerphone',
  'address1_telephone1',
] as const;

export const tables: readonly Table[] = [
  {
    logicalName: 'contact',
    schemaName: 'Contact',
    privilege: 'Contact',
    entitySetName: 'contacts',
    idColumn: 'contactid',
    columns: ['firstname', 'lastname', 'fullname', 'emailaddress1', ...contactPhones],
    computed: (row) => ({ fullname: [row['firstname'], row['lastname']].filter(Boolean).join(' ') }),
  },
  {
    logicalName: 'account',
    schemaName: 'Account',
    privilege: 'Account',
    entitySetName: 'accounts',
    idColumn: 'accountid',
    columns: ['name', 'emailaddress1', ...phones],
    computed: () => ({}),
  },
  {
    logicalName: 'phonecall',
    schemaName: 'PhoneCall',
    privilege: 'Activity',
    entitySetName: 'phonecalls',
    idColumn: 'activityid',
    columns: ['subject', 'description', 'phonenumber', 'directioncode'],
    computed: () => ({}),
  },
  {
    logicalName: 'task',
    schemaName: 'Task',
    privilege: 'Activity',
    entitySetName: 'tasks',
    idColumn: 'activityid',
    columns: ['subject', 'description'],
    computed: () => ({}),
  },
];

const seeds: Record<EnvironmentName, Record<string, Row[]>> = {
  Contoso: {
    contact: [
      { firstname: 'Nancy', lastname: 'Anderson', telephone1: '+442079460101', emailaddress1: 'nancy@example.com' },
      { firstname: 'Patrick', lastname: "O'Bryan", mobilephone: '+447700900123', emailaddress1: 'pat@example.com' },
      { firstname: 'Maria', lastname: 'Campbell', telephone1: '+14255550102', telephone2: '+14255550199' },
    ],
    account: [
      { name: 'Adventure Works', telephone1: '+442079460200' },
      { name: '100% Coffee_House', telephone1: '+442079460201' },
    ],
  },
  Fabrikam: {
    contact: [{ firstname: 'Sven', lastname: 'Mortensen', telephone1: '+4533150303' }],
    account: [{ name: 'Fabrikam Retail', telephone1: '+4533150300' }],
  },
};

interface StoredRecord {
  row: Row;
  version: number;
}

/** Rows of one environment's tables. */
export class Records {
  readonly #tables = new Map<string, Map<string, StoredRecord>>();

  constructor(readonly environment: EnvironmentName) {
    this.reset();
  }

  /** Brings back the sample rows, with the same ids each time. */
  reset(): void {
    for (const table of tables) {
      this.#tables.set(table.logicalName, new Map());
      const rows = seeds[this.environment][table.logicalName] ?? [];
      rows.forEach((row, index) => void this.write(table, `10000000-0000-4000-8000-${10 ** 11 + index}`, row));
    }
  }

  /** @param logicalName such as `contact` */
  all(logicalName: string): Row[] {
    return [...this.#of(logicalName).values()].map(({ row }) => row);
  }

  etag(table: Table, id: string): string | undefined {
    const record = this.#of(table.logicalName).get(id);
    return record && `W/"${record.version}"`;
  }

  /** @throws DataverseError when there is no such row. */
  read(table: Table, id: string): Row {
    const record = this.#of(table.logicalName).get(id);
    if (!record) throw new DataverseError(404, '0x80040217', `${table.logicalName} With Id = ${id} Does Not Exist`);
    return record.row;
  }

  /** Creates the row, or changes the given columns of an existing one. */
  write(table: Table, id: string, changes: Row): Row {
    const before = this.#of(table.logicalName).get(id);
    const row = { ...before?.row, ...changes, [table.idColumn]: id };
    const record = { row: { ...row, ...table.computed(row) }, version: (before?.version ?? 0) + 1 };
    this.#of(table.logicalName).set(id, record);
    return record.row;
  }

  #of(logicalName: string): Map<string, StoredRecord> {
    const rows = this.#tables.get(logicalName);
    if (!rows) throw new Error(`no table ${logicalName}`);
    return rows;
  }
}
