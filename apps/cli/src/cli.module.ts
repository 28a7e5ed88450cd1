import { AccessModule, accessEntities } from '#access';
import { FactRow } from '#platform';

/** Every lib's services, for commands. */
export const modules = [AccessModule];
export const entities = [FactRow, ...accessEntities];
