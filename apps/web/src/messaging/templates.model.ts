import type { Change, Placeholder, TemplateContent, TemplateLine, TemplateVersion } from '#mail-templates';
import { purposeNames } from '#messaging';

/** A row of the list. */
export const templateRow = ({ mail, number, version }: TemplateLine) => ({
  name: mail.name,
  title: mail.title,
  kind: purposeNames[mail.purpose],
  words: inForceWords(number, version),
  at: version?.createdAt,
  by: version?.createdBy.label,
});

/** "Version 3", or whose words they are otherwise. */
export const inForceWords = (number: number, version: TemplateVersion | undefined): string =>
  version?.words ? `Version ${number}` : 'The original text';

/** What staff copy to put something in, by kind. */
export const pickerRow = ({ name, label, kind, mayMiss, example }: Placeholder) => ({
  name,
  label,
  kind,
  example:
    kind === 'block' ? 'A part of ours: on a line of its own' : kind === 'condition' ? 'Yes or no' : example,
  copy:
    kind === 'condition' || (mayMiss && kind === 'text')
      ? `{{#if ${name}}}${kind === 'condition' ? '…' : `{{${name}}}`}{{/if}}`
      : kind === 'link'
        ? mayMiss
          ? `{{#if ${name}}}[words]({{${name}}}){{/if}}`
          : `[words]({{${name}}})`
        : `{{${name}}}`,
});

/** A version in the list of them; version 0 stands for the program's own words, from which all began. */
export const versionRow = (version: TemplateVersion) => ({
  number: version.number,
  own: version.words === null,
  note: version.note,
  at: version.createdAt,
  by: version.createdBy.label,
});

export const FIELDS: readonly { key: keyof TemplateContent; title: string }[] = [
  { key: 'subject', title: 'Subject' },
  { key: 'body', title: 'Message' },
  { key: 'because', title: 'Why they get it' },
];

/** What changed between two versions, field by field; fields that stayed are named only. */
export const changeRows = (
  before: TemplateContent,
  after: TemplateContent,
  compare: (before: string, after: string) => Change[],
) =>
  FIELDS.map(({ key, title }) => ({
    title,
    changes: before[key] === after[key] ? undefined : compare(before[key], after[key]),
  }));
