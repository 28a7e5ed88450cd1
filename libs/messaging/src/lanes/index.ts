/** lanes: what makes mail stand still or go slower, whoever sends it. */
import { MailBeat, MailGuard, MailPause, MailRestore, SendRate } from './lanes.entity.js';
import { Pauses } from './pauses.service.js';
import { Rates } from './rates.service.js';
import { Restore } from './restore.service.js';

export { type PausesInForce, pauseReason } from './pauses.rules.js';
export type { PauseRequest } from './pauses.service.js';
export type { PauseLine } from './pauses.store.js';
export type { RestoreState } from './restore.service.js';
export type { HeldGroup } from './restore.store.js';
export { RestoreWatch } from './restore-watch.service.js';
export { Pauses, Rates, Restore };

/** For the module; RestoreWatch is the worker's alone. */
export const lanesServices = [Pauses, Rates, Restore];
export const lanesEntities = [MailPause, SendRate, MailGuard, MailBeat, MailRestore];
