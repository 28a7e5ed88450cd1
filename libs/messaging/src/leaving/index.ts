/** leaving: who may not be sent what, on whose word, and the personal link by which they say so. */
import { AddressHash } from './address-hash.js';
import { LeaveLinks } from './leave-links.service.js';
import { PermissionRow } from './permission.entity.js';
import { Permissions } from './permission.service.js';
import { Suppression } from './suppression.entity.js';
import { Suppressions } from './suppression.service.js';

export { LeaveLinks, Permissions, Suppressions };

export const leavingServices = [AddressHash, LeaveLinks, Permissions, Suppressions];
export const leavingEntities = [Suppression, PermissionRow];
