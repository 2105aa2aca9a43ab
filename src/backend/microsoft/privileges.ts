const actions = ['Read', 'Create', 'Write'] as const;

/**
 * Returns the names of the privileges that a table needs: `prvReadContact` and so on for `contact`. A custom table's name
 * goes in as it is: `prvReadnew_project`.
 */
export function privilegesForTable(table: string): string[] {
  const suffix = table.includes('_') ? table : table.charAt(0).toUpperCase() + table.slice(1);
  return actions.map((action) => `prv${action}${suffix}`);
}
