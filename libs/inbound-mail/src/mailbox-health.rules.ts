import type { MailAlert } from '#messaging';
import type { MailboxState } from './mailbox-position.repository.js';

/** A mailbox is away now and then; milliseconds. */
const PATIENCE_MS = 15 * 60_000;

/** That mail which comes back is not read, where it has not been for a while. */
export function unreadable(
  mailbox: Pick<MailboxState, 'trouble' | 'troubleSince'> | undefined,
  now: Date,
): MailAlert | undefined {
  if (!mailbox?.trouble || !mailbox.troubleSince) return undefined;
  if (now.getTime() - mailbox.troubleSince.getTime() <= PATIENCE_MS) return undefined;
  return { code: 'mailbox-unreadable', since: mailbox.troubleSince, problem: mailbox.trouble };
}
