import { longDate, startOfDay } from '#platform';
import type { Invitee } from './invite-list.service.js';
import type { WaveRow } from './wave.repository.js';

/** What every mail of a wave says to one person. `link`: their own; `minutes`: how long the questionnaire takes. */
export const inviteWords = (
  wave: Pick<WaveRow, 'closesOn' | 'senderName'>,
  one: Pick<Invitee, 'employerName'>,
  { link, minutes }: { link: string; minutes: number },
) => ({
  employer: one.employerName,
  link,
  openUntil: longDate(startOfDay(wave.closesOn)),
  minutes,
  sender: wave.senderName ?? undefined,
});
