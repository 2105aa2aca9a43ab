import { createHash } from 'node:crypto';

/**
 * Returns the tag of a VCC account: what the element tells accounts apart by, and the value of its `account-tag`. It is made
 * of the account alone, so it is the same in every process and under every key, and the account can not be read from it.
 */
export function accountTagOf(vccAccountId: string): string {
  return createHash('sha256')
    .update(JSON.stringify(['vcc-account', vccAccountId]))
    .digest('hex')
    .slice(0, 32);
}
