import { clockTime, count, plainDate } from '#platform';
import type { Standing } from './mail-figures.store.js';

/** One thing that keeps mail from going or coming back, for the first page: what it is, and where to look. */
export interface MailAlert {
  code: 'no-worker' | 'standstill' | 'after-restore' | 'mailbox-unreadable' | 'to-mend';
  title: string;
  text: string;
  link: { href: string; text: string };
}

/** Due mail waits no longer than this while all is well; more where sweeps are rarer. */
const PATIENCE_MS = 10 * 60_000;
const SWEEPS = 3;
/** A worker that was ended and begun again says within this time that it lives. */
const WORKER_MS = 2 * 60_000;

/** How long due mail may wait before that is worth saying; milliseconds. */
export const patience = (sweepSeconds: number): number => Math.max(PATIENCE_MS, SWEEPS * sweepSeconds * 1000);

const look = { href: '/mail?show=going', text: 'See what waits' };
const when = (at: Date) => `${clockTime(at)} on ${plainDate(at)}`;

/** What stands still of sending: the oldest due mail waits too long and nothing was handed over meanwhile. */
export function standstill(standing: Standing, now: Date, sweepSeconds: number): MailAlert | undefined {
  const { oldestDue, movedSince, workers } = standing;
  if (!oldestDue) return undefined;
  const waited = now.getTime() - oldestDue.getTime();
  if (!workers && waited > WORKER_MS)
    return {
      code: 'no-worker',
      title: 'Mail does not go: nothing is there that sends it',
      text: `Mail has been due since ${when(oldestDue)}. Whoever runs the program starts the worker again; nothing is lost.`,
      link: look,
    };
  if (waited <= patience(sweepSeconds) || movedSince) return undefined;
  return {
    code: 'standstill',
    title: 'Mail stands still',
    text: `Mail has been due since ${when(oldestDue)} and nothing has gone since. The mail server may be away; the mail waits and goes by itself once that is mended.`,
    link: look,
  };
}

/** Nothing goes until somebody has looked at what a restored database believes unsent. */
export const afterRestore = (pending: { foundAt: Date; held: number }): MailAlert => ({
  code: 'after-restore',
  title: 'The database was restored: no mail goes until it is released',
  text: `Found ${when(pending.foundAt)}. ${count(pending.held, 'mail waits', 'mails wait')}; some of them may have gone before.`,
  link: { href: '/mail/pauses', text: 'Look and release' },
});

/** Held mail that nobody but a person can help on. */
export const toMend = (n: number): MailAlert | undefined =>
  n
    ? {
        code: 'to-mend',
        title: `${count(n, 'mail waits', 'mails wait')} for somebody`,
        text:
          n === 1
            ? 'Its words ask for something it does not have, or do not fit the program any more. It goes once they are mended and somebody tries again.'
            : 'Their words ask for something they do not have, or do not fit the program any more. They go once those are mended and somebody tries again.',
        link: { href: '/mail?show=mend', text: 'See which' },
      }
    : undefined;

/** Mail that comes back is not read; a mailbox is away now and then. */
const MAILBOX_MS = 15 * 60_000;
export function unreadable(
  mailbox: { trouble: string | null; troubleSince: Date | null } | undefined,
  now: Date,
): MailAlert | undefined {
  if (!mailbox?.trouble || !mailbox.troubleSince) return undefined;
  if (now.getTime() - mailbox.troubleSince.getTime() <= MAILBOX_MS) return undefined;
  return {
    code: 'mailbox-unreadable',
    title: 'Mail that comes back is not read',
    text: `The mailbox for it cannot be read since ${when(mailbox.troubleSince)}: ${mailbox.trouble}`,
    link: { href: '/mail/returned', text: 'What came back' },
  };
}
