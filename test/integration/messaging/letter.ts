import { Module } from '@nestjs/common';
import { z } from 'zod';
import { defineMail, MailRegistry } from '#mail-templates';
import { MessagingModule } from '#messaging';

const words = {
  link: z.url(),
  names: z.array(z.object({ name: z.string() })).optional(),
  note: z.string().optional(),
};

/** A mail like those of the domains: an invitation. */
export const letter = defineMail({
  name: 'test.letter',
  version: 1,
  purpose: 'invitation',
  folder: 'test/integration/messaging/letter',
  schema: z.object(words),
  example: { link: 'https://crm.example.org/s/secret-token' },
  placeholders: { link: 'Link', names: 'There are names', note: 'Note' },
  blocks: { everyone: { label: 'Names', files: 'test/integration/messaging/letter/blocks/names' } },
});

/** The same as service mail, with a calendar part. */
export const confirmation = defineMail({
  ...letter,
  name: 'test.confirmation',
  purpose: 'service',
  calendar: () => ({
    method: 'REQUEST',
    ics: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n',
  }),
});

@Module({ imports: [MessagingModule] })
export class LetterModule {
  constructor(mails: MailRegistry) {
    mails.add(letter, confirmation);
  }
}
