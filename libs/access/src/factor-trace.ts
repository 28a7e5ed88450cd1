import type { Tx } from '#platform';
import type { SettingChanges } from './area-settings.rules.js';
import type { Audit } from './audit.service.js';

/**
 * The entry that a person's own second factor was set up, replaced, taken away or used up: theirs to read, and the
 * installation's. In the transaction of what it says.
 */
export const noteFactor = (
  audit: Audit,
  tx: Tx,
  userId: string,
  verb: 'create' | 'change' | 'delete' | 'codes-made' | 'code-used',
  changes: SettingChanges,
): Promise<void> =>
  audit.record(tx, {
    areaId: null,
    actor: { kind: 'user', id: userId },
    verb,
    resource: 'second_factor',
    subject: userId,
    changes,
  });
