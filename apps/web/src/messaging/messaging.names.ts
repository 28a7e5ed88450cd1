import type { MailRegistry } from '#mail-templates';
import type { MailingTitles, Messages } from '#messaging';
import { isId } from '#platform';
import type { ChangeWords, RecordName, RecordNames } from '../shell/index.js';
import { usualLimits } from './rules.form.js';
import { DAYS, KINDS, NATIONS } from './rules.words.js';

/** What emails, their words and what they belong to are called where the audit names them. */
export function addNames(
  names: RecordNames,
  from: { messages: Messages; registry: MailRegistry; titles: MailingTitles },
): void {
  names.add('message', async (tx, who, areaId, ids) => {
    // Whom it went to is for those who see every field of an email.
    const right = who.right('message_metadata', 'see', areaId);
    if (!right || right.fields) return new Map();
    const found = await from.messages.namesById(tx, areaId, ids.filter(isId), who);
    return new Map(
      [...found].map(([id, { subject, recipientName }]) => [
        id,
        { text: `“${subject}”${recipientName && ` to ${recipientName}`}`, href: `/mail/${id}` },
      ]),
    );
  });
  names.add('template', async (_tx, who, areaId, ids) => {
    const found = ids.flatMap((id): [string, RecordName][] => {
      const mail = from.registry.find(id);
      const href = who.may('template', 'see', areaId) ? `/mail/templates/${id}` : undefined;
      return mail ? [[id, { text: mail.title, href }]] : [];
    });
    return new Map(found);
  });
  // A survey round and a session are called on their own pages as where their emails are listed.
  for (const [kind, campaign, resource] of [
    ['survey_wave', 'wave', 'survey_wave'],
    ['training_session', 'session', 'training_session'],
  ] as const)
    names.add(kind, async (tx, who, areaId, ids) => {
      if (!who.may(resource, 'see', areaId)) return new Map();
      const campaigns = ids.filter(isId).map((id) => `${campaign}:${id}`);
      const found = await from.titles.of(tx, areaId, campaigns);
      return new Map(
        [...found].map(([key, { title, page }]) => [
          key.slice(campaign.length + 1),
          { text: title.replace(/^Emails about /, ''), href: page },
        ]),
      );
    });
  names.addWords('setting', contactRuleWords);
}

const LIMITS: Record<string, string> = {
  employerShort: 'Employers, short limit',
  employerLong: 'Employers, long limit',
  personShort: 'People, short limit',
  personLong: 'People, long limit',
};
const FIELDS: Record<string, string> = {
  nation: 'Not on the bank holidays of',
  extraDays: 'Nor on these days',
  workingDays: 'Days on which emails leave',
  sendFrom: 'Emails leave from',
  sendUntil: 'Emails leave until',
  notCounted: 'Does not count as a contact',
  agenciesNotCounted: 'Ignore contacts by these agencies',
  replyDays: 'Days for which an answer does not count',
  publicTask: 'We have declared a public task',
  senderIsCharity: 'We are a charity',
};
const LISTED: Record<string, Record<string, string>> = {
  nation: NATIONS,
  workingDays: DAYS,
  notCounted: KINDS,
};

/** Contact rules in the words of their page. */
export const contactRuleWords: ChangeWords = (field, value) => {
  const limit = LIMITS[field];
  if (limit) {
    const [max, days] = value === 'usual' ? usualOf(field) : value.split('/');
    const words = days === undefined ? max! : `${max} in ${days} days`;
    return { field: limit, value: value === 'usual' ? `${words}, as usual` : words };
  }
  const label = FIELDS[field];
  if (!label) return undefined;
  const words = LISTED[field];
  return {
    field: label,
    value: words
      ? value
          .split(', ')
          .map((one) => words[one] ?? one)
          .join(', ')
      : value,
  };
};

const usualOf = (field: string): string[] => {
  const { max, days } = usualLimits[field as keyof typeof usualLimits];
  return [String(max), String(days)];
};
