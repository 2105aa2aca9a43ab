/** Resource URL of global discovery in the commercial cloud. The element always asks for this one. */
export const globalDiscovery = 'https://globaldisco.crm.dynamics.com';

/** Returns the delegated permission of a Dynamics 365 environment or of discovery. */
export function permission(resource: string): string {
  return `${resource}/user_impersonation`;
}

/** Returns the resources that a scope asks for, by the permission or by `.default` (authenticate-oauth). */
export function resourcesOf(scope: string): string[] {
  const pattern = /^(https?:\/\/[^/]+)\/+(?:user_impersonation|\.default)$/;
  return scope.split(' ').flatMap((entry) => pattern.exec(entry)?.[1] ?? []);
}
