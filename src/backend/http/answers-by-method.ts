import { type BackendErrorCode, backendStatusByCode } from '../../protocol.js';

export type Method = 'GET' | 'POST' | 'DELETE';

/** What has the code `invalid-request`, besides the usual 400: another site, another content type, too large a body. */
const otherRefusals: Record<Method, readonly number[]> = { GET: [], POST: [403, 413, 415], DELETE: [403] };

/** The codes that GET and DELETE may be refused with; POST may be refused with any. */
const anyMethod: readonly BackendErrorCode[] = ['not-signed-in', 'not-entitled', 'too-many-requests', 'internal'];
const codesByMethod: Record<Method, readonly BackendErrorCode[]> = {
  GET: anyMethod,
  POST: Object.keys(backendStatusByCode) as BackendErrorCode[],
  DELETE: [...anyMethod, 'invalid-request', 'changed'],
};

/** Every status and code that a method may be refused with: the source of the OpenAPI document, and of the README's table. */
export function refusalsOf(method: Method): { status: number; code: BackendErrorCode }[] {
  const usual = codesByMethod[method].map((code) => ({ status: backendStatusByCode[code] as number, code }));
  const others = otherRefusals[method].map((status) => ({ status, code: 'invalid-request' as const }));
  return [...usual, ...others].sort((one, other) => one.status - other.status);
}
