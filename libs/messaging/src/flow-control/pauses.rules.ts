import type { Purpose } from '#mail-templates';
import { type Actor, clockTime, shortDate } from '#platform';

/** Codes of `message.hold` that a pause sets and its end takes away. */
export const AREA_PAUSED = 'area_paused';
export const CAMPAIGN_PAUSED = 'campaign_paused';
export const PAUSE_HOLDS = [AREA_PAUSED, CAMPAIGN_PAUSED] as const;

/** A pause that is in force. */
export interface Pause {
  id: string;
  /** null: the whole installation. */
  areaId: string | null;
  /** null: all mail. */
  campaign: string | null;
  covers: 'all' | 'non_service';
  reason: string;
  by: Actor;
  since: Date;
}

/** What must stand still in an area. */
export interface PausesInForce {
  /** All mail, all but service mail, or nothing as far as the whole area goes. */
  area: 'all' | 'non-service' | null;
  campaigns: Set<string>;
  pauses: readonly Pause[];
}

/** What several pauses come to. */
export function pausesInForceOf(pauses: readonly Pause[]): PausesInForce {
  const whole = pauses.filter((pause) => pause.campaign === null);
  return {
    area: whole.some((pause) => pause.covers === 'all') ? 'all' : whole.length ? 'non-service' : null,
    campaigns: new Set(pauses.flatMap((pause) => pause.campaign ?? [])),
    pauses,
  };
}

/** Whether a pause holds a mail. A campaign's pause holds all of it, service mail too. */
export const holds = (pause: Pause, mail: { purpose: Purpose; campaign: string | null }): boolean =>
  pause.campaign === null
    ? pause.covers === 'all' || mail.purpose !== 'service'
    : pause.campaign === mail.campaign;

export const holdOf = (pause: Pause): string => (pause.campaign === null ? AREA_PAUSED : CAMPAIGN_PAUSED);

/** Why a mail is held, as staff read it: who paused what, when, and in what words. UK time. */
export function pauseReason(pause: Pause): string {
  const what =
    pause.campaign !== null
      ? 'This mailing is'
      : pause.areaId === null
        ? 'All email of the installation is'
        : pause.covers === 'all'
          ? 'All email of this area is'
          : 'All email of this area except service emails is';
  return `${what} paused by ${pause.by.label ?? 'somebody'} since ${shortDate(pause.since)}, ${clockTime(pause.since)}: “${pause.reason}”. It goes once email is resumed.`;
}
