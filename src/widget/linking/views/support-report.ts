import { version } from '../../../version.js';
import type { WidgetError } from '../../errors.js';
import type { LinkStatus } from '../../link/events.js';
import type { TraceEntry } from '../trace.js';

/** Returns the facts that support needs, as text to copy. It holds no code, verifier, nonce, token or query string. */
export function supportReport(
  status: LinkStatus,
  error: WidgetError | undefined,
  trace: readonly TraceEntry[],
): string {
  const missing = error?.details.missingPrivileges;
  return [
    `vcc-dynamics-auth ${version}`,
    `at ${new Date().toISOString()}`,
    `page ${location.origin}${location.pathname}`,
    `browser ${navigator.userAgent}`,
    `status ${status}`,
    ...(error
      ? [`error ${error.code}`, `correlation id ${error.correlationId ?? 'none'}`, `detail ${error.message}`]
      : []),
    ...(missing ? [`missing privileges ${missing.join(', ')}`] : []),
    'trace',
    ...trace.map(({ attempt, phase, ms, code }) => `  ${attempt} ${ms} ms ${phase}${code ? ` ${code}` : ''}`),
  ].join('\n');
}
