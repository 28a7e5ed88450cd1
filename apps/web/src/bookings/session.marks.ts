import { type SessionPhase, type SessionState, sessionPhase } from '#bookings';
import { count } from '#platform';

/** What a session can be, as staff and the public are told of it. */
export type SessionMarkKind =
  | 'cancelled'
  | 'draft'
  | 'held'
  | 'running'
  | 'closed'
  | 'over'
  | 'short'
  | 'full'
  | 'few'
  | 'free';

/** The one table of what each state looks like; every page that shows a session goes by it. */
export const sessionTones: Record<SessionMarkKind, 'red' | 'amber' | 'green' | 'grey'> = {
  cancelled: 'red',
  draft: 'grey',
  held: 'grey',
  running: 'green',
  closed: 'grey',
  over: 'red',
  short: 'red',
  full: 'amber',
  few: 'amber',
  free: 'green',
};

interface Shown {
  state: SessionState;
  dates: readonly { startsAt: Date; endsAt: Date }[];
  capacity: number | null;
  unlimited: boolean;
  minimum: number | null;
  taken: number;
  waiting: number;
  free: number | null;
  overBy: number;
}

/** Where a session stands in time, from its days in their order; one without a day is still to come. */
export const phaseOf = ({ dates }: Pick<Shown, 'dates'>, now: Date): SessionPhase => {
  const [first, last] = [dates[0], dates.at(-1)];
  return first && last ? sessionPhase({ firstStart: first.startsAt, lastEnd: last.endsAt }, now) : 'ahead';
};

/** How a session stands, for staff: kind, colour and words. What has to be done something about comes first. */
export function sessionMark(
  session: Shown,
  now: Date,
): { kind: SessionMarkKind; tone: string; text: string } {
  const mark = (kind: SessionMarkKind, text: string) => ({ kind, tone: sessionTones[kind], text });
  const phase = phaseOf(session, now);
  if (session.state === 'cancelled') return mark('cancelled', 'Cancelled');
  if (session.state === 'draft') return mark('draft', phase === 'ahead' ? 'Draft' : 'Draft, never opened');
  if (phase === 'held') return mark('held', 'Held');
  if (phase === 'running') return mark('running', 'Has begun');
  if (session.overBy) return mark('over', `${session.overBy} over the number of places`);
  const short = session.minimum === null ? 0 : session.minimum - session.taken;
  if (short > 0) return mark('short', `${short} short of the minimum of ${session.minimum}`);
  if (session.free === 0)
    return mark('full', session.waiting ? `Full. ${session.waiting} on the waiting list` : 'Full');
  return mark(
    'free',
    session.free === null ? 'Runs' : `Runs. ${count(session.free, 'place', 'places')} left`,
  );
}
