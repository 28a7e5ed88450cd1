import type { MailAlert } from '#messaging';
import { clockTime, count, plainDate } from '#platform';

/** Whoever reads it: `runs` the program and can mend the machine, may be told `names`. */
export interface AlertReader {
  runs: boolean;
  names: boolean;
}

/** An alert as the first page says it, with where to look. */
export interface AlertView {
  code: MailAlert['code'];
  title: string;
  text: string;
  link: { href: string; text: string };
}

const WAITING = { href: '/mail?show=going', text: 'See what waits' };
const when = (at: Date) => `${clockTime(at)} on ${plainDate(at)}`;

/** An alert in words for this reader. */
export function alertView(alert: MailAlert, { runs, names }: AlertReader): AlertView {
  const { code } = alert;
  switch (code) {
    case 'no-worker':
      return {
        code,
        title: 'No email is being sent',
        text: runs
          ? `No worker is running, and email has been waiting since ${when(alert.since)}. Start the worker again: nothing is lost.`
          : 'Emails wait, and none is lost. Ask your IT contact to restart the sender.',
        link: WAITING,
      };
    case 'stalled':
      return {
        code,
        title: 'Emails are delayed',
        text: runs
          ? `Email has been waiting since ${when(alert.since)} and none has gone since. The mail server may be away; emails go by themselves once it is back.`
          : 'They wait and go by themselves. If this lasts longer than an hour, tell your IT contact.',
        link: WAITING,
      };
    case 'after-restore':
      return {
        code,
        title: 'No email goes out until somebody releases it: the program’s data was restored from a backup',
        text: `Found at ${when(alert.since)}. ${count(alert.held, 'email waits', 'emails wait')}, and some may have gone before.`,
        link: { href: '/mail/pauses', text: 'Look and release' },
      };
    case 'mailbox-unreadable':
      return {
        code,
        title: 'Returned emails are not being read',
        text: runs
          ? `The mailbox for them cannot be read since ${when(alert.since)}: ${alert.problem}`
          : 'You may not hear of an address that does not work. Tell your IT contact.',
        link: { href: '/mail/returned', text: 'Returned emails' },
      };
    case 'to-mend': {
      const one = alert.count === 1;
      const name = names ? alert.name : null;
      return {
        code,
        title: one
          ? `1 email${name ? ` to ${name}` : ''} is held`
          : `${count(alert.count, 'email', 'emails')} are held`,
        text: `${one ? 'Its' : 'Their'} template has a mistake, or asks for something that is not known.`,
        link: { href: '/mail?show=mend', text: 'Correct it' },
      };
    }
  }
}
