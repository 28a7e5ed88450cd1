import { DateTime } from 'luxon';
import { LONDON, localInstant } from '#platform';
import { isOver } from './place.rules.js';

/** What a change costs so long before the start; fees are shares of the price in percent. */
export interface PolicyTier {
  minHours: number;
  cancel: boolean;
  cancelFee: number;
  transfer: boolean;
  transferFee: number;
  substitute: boolean;
}
export interface Policy {
  tiers: PolicyTier[];
  noShowFee: number;
  lateMinutes: number;
  transferMonths?: number;
}

/** The standard terms, editable per course. */
export const standardPolicy: Policy = {
  tiers: [
    { minHours: 168, cancel: true, cancelFee: 0, transfer: true, transferFee: 0, substitute: true },
    { minHours: 24, cancel: true, cancelFee: 25, transfer: true, transferFee: 25, substitute: true },
    { minHours: 0, cancel: true, cancelFee: 50, transfer: false, transferFee: 0, substitute: true },
  ],
  noShowFee: 100,
  lateMinutes: 30,
  transferMonths: 6,
};

/** For what costs nothing: may be given up until it starts. */
export const freePolicy: Policy = {
  tiers: [{ minHours: 0, cancel: true, cancelFee: 0, transfer: true, transferFee: 0, substitute: true }],
  noShowFee: 0,
  lateMinutes: 30,
};

/**
 * The last minute of a tier: so many hours before the first start, counted on the wall clock of Europe/London
 * (24 = one calendar day). A time that does not exist moves an hour on, one that comes twice is the later.
 */
export function deadline(minHours: number, firstStart: Date): Date {
  const local = DateTime.fromJSDate(firstStart, { zone: LONDON });
  const wall = DateTime.utc(local.year, local.month, local.day, local.hour, local.minute).minus({
    hours: minHours,
  });
  return localInstant(wall.toISODate()!, wall.toFormat('HH:mm'), { doubled: 'second', missing: 'hour-on' });
}

/** The first tier whose deadline is not over at `at` (a printed minute still counts); undefined once it has started. */
export function tierAt(policy: Policy, firstStart: Date, at: Date): PolicyTier | undefined {
  const minute = Math.floor(at.getTime() / 60_000);
  return [...policy.tiers]
    .sort((a, b) => b.minHours - a.minHours)
    .find((tier) => minute <= Math.floor(deadline(tier.minHours, firstStart).getTime() / 60_000));
}

/** A share of the price in pence, half up to the penny. */
export const feePence = (pricePence: number, percent: number): number =>
  Math.floor((pricePence * percent) / 100 + 0.5);

/** How long a place from the waiting list can be given back at no cost: nobody was asked before it was given. */
const GIVEN_FREE_HOURS = 24;

/** The last minute in which a place given from the waiting list costs nothing to give back: a day, or until it starts. */
export const freeUntil = (givenAt: Date, firstStart: Date): Date =>
  new Date(Math.min(givenAt.getTime() + GIVEN_FREE_HOURS * 3_600_000, firstStart.getTime()));

/**
 * What giving up one place at `at` costs, and whether the public may still do so; for the page that asks and the act.
 * `givenAt`: when the place was given from the waiting list, if it was.
 */
export function cancelTerms(
  booked: { policy: Policy; pricePence: number },
  firstStart: Date,
  at: Date,
  givenAt: Date | null = null,
): { open: boolean; feePence: number } {
  const tier = tierAt(booked.policy, firstStart, at);
  // Staff may still cancel once it has begun; it then costs the whole price.
  if (!tier) return { open: false, feePence: booked.pricePence };
  if (givenAt && !isOver(freeUntil(givenAt, firstStart), at)) return { open: true, feePence: 0 };
  return { open: tier.cancel, feePence: feePence(booked.pricePence, tier.cancelFee) };
}
