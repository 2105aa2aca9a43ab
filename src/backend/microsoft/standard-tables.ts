/**
 * Dataverse's names of the standard tables of sales and service: the table in URLs, and the end of its privileges' names
 * (powerapps-docs, reference/entities).
 */
const standardTables: Record<string, [entitySetName: string, privilege: string]> = {
  account: ['accounts', 'Account'],
  appointment: ['appointments', 'Activity'],
  contact: ['contacts', 'Contact'],
  email: ['emails', 'Activity'],
  fax: ['faxes', 'Activity'],
  incident: ['incidents', 'Incident'],
  lead: ['leads', 'Lead'],
  letter: ['letters', 'Activity'],
  opportunity: ['opportunities', 'Opportunity'],
  phonecall: ['phonecalls', 'Activity'],
  task: ['tasks', 'Activity'],
};

/** Returns what is known of a standard table without asking; undefined for any other. */
export function standardTable(table: string): [entitySetName: string, privilege: string] | undefined {
  return Object.hasOwn(standardTables, table) ? standardTables[table] : undefined;
}
