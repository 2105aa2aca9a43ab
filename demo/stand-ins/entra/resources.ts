/** Resource URL of global discovery in the commercial cloud. The element always asks for this one. */
export const globalDiscovery = 'https://globaldisco.crm.dynamics.com';

/** Returns the delegated permission of a Dynamics 365 environment or of discovery. */
export function permission(resource: string): string {
  return `${resource}/user_impersonation`;
}

/** Returns the resources whose permission a scope asks for. */
export function resourcesOf(scope: string): string[] {
  return scope.split(' ').flatMap((entry) => /^(https?:\/\/[^/]+)\/+user_impersonation$/.exec(entry)?.[1] ?? []);
}
