import { CodedError } from '#platform';
import type { Principal } from '../shell/index.js';

/** Areas are made by administrators of the whole installation only; throws `access.not-granted` for others. */
export function mayAddAreas(who: Principal): void {
  if (!who.isSystemAdmin)
    throw new CodedError(
      'forbidden',
      'access.not-granted',
      'Only an administrator of the whole installation may add areas.',
    );
}
