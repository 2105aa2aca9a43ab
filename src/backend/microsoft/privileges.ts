const actions = ['Read', 'Create', 'Write'] as const;

/** `contact` needs `prvReadContact` and so on; a custom table's name goes in as it is: `prvReadnew_project`. */
export function privilegesForTable(table: string): string[] {
  const suffix = table.includes('_') ? table : table.charAt(0).toUpperCase() + table.slice(1);
  return actions.map((action) => `prv${action}${suffix}`);
}

/** In the words of the security role editor, which has a row for each table and a column for each action. */
export function describeMissing(privileges: readonly string[]): string {
  const cells = privileges.map((privilege) => {
    const [, action, table] = /^prv(Read|Create|Write)(.+)$/.exec(privilege) ?? [];
    return action && table ? `${action} on ${table}` : privilege;
  });
  return `No security role gives the Dynamics 365 user: ${cells.join(', ')}.`;
}
