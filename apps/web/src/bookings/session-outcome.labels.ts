import { z } from 'zod';
import type { MailCount } from '#messaging';
import { count } from '#platform';

/** What an act came to, carried over a redirect so that the page can say it. */
export interface Outcome {
  done: string;
  mails?: MailCount;
  /** People who got a place from the waiting list by it. */
  served?: number;
}

/** The session's page, told what has just been done. */
export function doneAddress(sessionId: string, { done, mails, served }: Outcome): string {
  const query = new URLSearchParams({ done });
  for (const [key, n] of Object.entries({ ...mails, ...(served === undefined ? {} : { served }) }))
    query.set(key, String(n));
  return `/training/sessions/${sessionId}?${query}`;
}

const number = z.coerce.number().int().min(0).max(100_000).optional().catch(undefined);
const outcome = z.object({
  done: z.string().max(40).catch(''),
  going: number,
  waiting: number,
  blocked: number,
  served: number,
});

const acts: Record<string, string> = {
  added: 'Saved as a draft. Open it when it may be booked.',
  opened: 'The session is open: it is in the public calendar and can be booked.',
  changed: 'Changed.',
  unchanged: 'Nothing was different, so nothing changed.',
  cancelled: 'The session is cancelled.',
  confirmed: 'Booked.',
  waiting: 'They are on the waiting list.',
  'part-waiting': 'Some have a place, the others are on the waiting list.',
  'already-booked': 'Everybody on that form had a place already. Nothing changed.',
  'place-cancelled': 'The place is cancelled.',
  'turn-cancelled': 'They are off the waiting list.',
  corrected: 'Corrected.',
};

/** Acts after which emails go; where none was planned that is said too. */
const writes = [
  'cancelled',
  'confirmed',
  'waiting',
  'part-waiting',
  'place-cancelled',
  'turn-cancelled',
  'corrected',
];

/** What has just been done, in words; undefined when nothing was. Says of emails only what was counted. */
export function doneWords(query: unknown): string | undefined {
  const { done, going, waiting, blocked, served } = outcome.parse(query ?? {});
  const act = Object.hasOwn(acts, done) ? acts[done] : undefined;
  if (act === undefined) return undefined;
  return [
    act,
    served ? `${count(served, 'person', 'people')} from the waiting list got a place.` : '',
    ...(going === undefined ? [] : mailsInWords(going, waiting ?? 0, blocked ?? 0, writes.includes(done))),
  ]
    .filter(Boolean)
    .join(' ');
}

function mailsInWords(going: number, waiting: number, blocked: number, writes: boolean): string[] {
  if (!going && !waiting && !blocked) return writes ? ['No email goes out about it.'] : [];
  return [
    going ? `${count(going, 'email is', 'emails are')} on ${going === 1 ? 'its' : 'their'} way.` : '',
    waiting
      ? `${count(waiting, 'email waits', 'emails wait')}: email is paused, or a template has a mistake.`
      : '',
    blocked
      ? `${count(blocked, 'email does', 'emails do')} not go: the address is blocked. See the list below, and tell them yourself.`
      : '',
  ];
}
