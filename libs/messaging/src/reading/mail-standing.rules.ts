import { clockTime, count, plainDate } from '#platform';
import type { Standing } from './mail-figures.store.js';

/** One thing that keeps mail from going or coming back, for the first page: what it is, and where to look. */
export interface MailAlert {
  code: 'no-worker' | 'standstill' | 'after-restore' | 'mailbox-unreadable' | 'to-mend';
  title: string;
  text: string;
  link: { href: string; text: string };
}

/** Whoever reads it: `runs` the program and can mend the machine, may be told `names`. */
export interface AlertReader {
  runs: boolean;
  names: boolean;
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
export function standstill(
  standing: Standing,
  now: Date,
  sweepSeconds: number,
  { runs }: Pick<AlertReader, 'runs'>,
): MailAlert | undefined {
  const { oldestDue, movedSince, workers } = standing;
  if (!oldestDue) return undefined;
  const waited = now.getTime() - oldestDue.getTime();
  if (!workers && waited > WORKER_MS)
    return {
      code: 'no-worker',
      title: 'No email is being sent',
      text: runs
        ? `No worker is running, and email has been waiting since ${when(oldestDue)}. Start the worker again: nothing is lost.`
        : 'Emails wait, and none is lost. Ask your IT contact to restart the sender.',
      link: look,
    };
  if (waited <= patience(sweepSeconds) || movedSince) return undefined;
  return {
    code: 'standstill',
    title: 'Emails are delayed',
    text: runs
      ? `Email has been waiting since ${when(oldestDue)} and none has gone since. The mail server may be away; emails go by themselves once it is back.`
      : 'They wait and go by themselves. If this lasts longer than an hour, tell your IT contact.',
    link: look,
  };
}

/** Nothing goes until somebody has looked at what a restored database believes unsent. */
export const afterRestore = (pending: { foundAt: Date; held: number }): MailAlert => ({
  code: 'after-restore',
  title: 'No email goes out until somebody releases it: the program’s data was restored from a backup',
  text: `Found at ${when(pending.foundAt)}. ${count(pending.held, 'email waits', 'emails wait')}, and some may have gone before.`,
  link: { href: '/mail/pauses', text: 'Look and release' },
});

/** Held mail that nobody but a person can help on; `name`: whom the only one is for. */
export function toMend(n: number, name?: string | null): MailAlert | undefined {
  if (!n) return undefined;
  const one = n === 1;
  return {
    code: 'to-mend',
    title: one ? `1 email${name ? ` to ${name}` : ''} is held` : `${count(n, 'email', 'emails')} are held`,
    text: `${one ? 'Its' : 'Their'} template has a mistake, or asks for something that is not known.`,
    link: { href: '/mail?show=mend', text: 'Correct it' },
  };
}

/** Mail that comes back is not read; a mailbox is away now and then. */
const MAILBOX_MS = 15 * 60_000;
export function unreadable(
  mailbox: { trouble: string | null; troubleSince: Date | null } | undefined,
  now: Date,
  { runs }: Pick<AlertReader, 'runs'>,
): MailAlert | undefined {
  if (!mailbox?.trouble || !mailbox.troubleSince) return undefined;
  if (now.getTime() - mailbox.troubleSince.getTime() <= MAILBOX_MS) return undefined;
  return {
    code: 'mailbox-unreadable',
    title: 'Returned emails are not being read',
    text: runs
      ? `The mailbox for them cannot be read since ${when(mailbox.troubleSince)}: ${mailbox.trouble}`
      : 'You may not hear of an address that does not work. Tell your IT contact.',
    link: { href: '/mail/returned', text: 'Returned emails' },
  };
}
