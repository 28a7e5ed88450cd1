import { Injectable } from '@nestjs/common';
import type { RecordLine } from '#access';
import { registers, sectors } from '#employers';
import type { EmployerFact, Tx } from '#platform';
import { entryRow, recordsOf } from '../audit/index.js';
import {
  type Principal,
  type RecordKey,
  type RecordName,
  RecordNames,
  type TimelineWords,
} from '../shell/index.js';
import { comparedAs } from './employer-fields.model.js';
import { seesAllOf } from './people.access.js';
import { RecordParts } from './record.parts.js';
import { fieldWords } from './timeline.js';

interface Whose {
  areaId: string;
  id: string;
}
type Line = RecordLine & { fact: NonNullable<RecordLine['fact']> };

/** An employer's changes as their page shows them: facts in the words of the timeline, entries of the audit in its own. */
@Injectable()
export class ChangeRows {
  constructor(
    private readonly names: RecordNames,
    private readonly parts: RecordParts,
  ) {}

  async rows(tx: Tx, who: Principal, { areaId, id }: Whose, lines: readonly RecordLine[]) {
    // The employer itself is what the page is about.
    const keysOf = (line: RecordLine) =>
      (line.entry ? recordsOf(line.entry) : recordsOfFact(areaId, line as Line)).filter(
        (key) => key.id !== id,
      );
    const nameOf = await this.names.of(tx, who, lines.flatMap(keysOf));
    const words = this.parts.words();
    const seen = this.parts
      .groups(who, seesAllOf(who, 'employer', areaId))
      .flatMap((group) => group.prefixes);
    return lines.map((line) => {
      if (line.entry) {
        const row = entryRow({ ...line.entry, at: line.at, by: line.by }, this.names, nameOf);
        return { ...row, records: row.records.filter((one) => one.id !== id) };
      }
      const fact = line as Line;
      // Of an email its own name says to whom it went.
      const [first, second] = keysOf(line).map(nameOf);
      return factRow(fact, { words, sees: seesKind(seen, fact) }, first ?? second);
    });
  }
}

const kindOf = ({ fact }: Line): string =>
  `${fact.kind}${fact.data['channel'] ? `:${String(fact.data['channel'])}` : ''}`;
const seesKind = (prefixes: readonly string[], line: Line): boolean =>
  prefixes.some((prefix) => kindOf(line).startsWith(prefix));

/** Whom it is about, and the email it was. */
function recordsOfFact(areaId: string, { fact }: Line): RecordKey[] {
  const message = /^message:(.+)$/.exec(fact.subject ?? '')?.[1];
  return [
    ...(message ? [{ kind: 'message', id: message, areaId }] : []),
    ...(fact.contactId ? [{ kind: 'contact', id: fact.contactId, areaId }] : []),
  ];
}

function factRow(
  line: Line,
  { words, sees }: { words: TimelineWords; sees: boolean },
  about: RecordName | undefined,
) {
  const { fact, at, by } = line;
  const told = sees ? (words[kindOf(line)] ?? words[fact.kind]) : undefined;
  const entry = told?.({ ...fact, id: line.id, at, times: 1 } as EmployerFact & { times: number });
  const corrected = fact.data['void'] ? ', taken back' : fact.corrects ? ', corrected' : '';
  const changes = sees ? changesOf(fact) : [];
  const why = sees ? text(fact.data['why']) || text(fact.data['reason']) : '';
  return {
    at,
    by: by ?? 'The program',
    what: entry?.title ?? plainTitle(fact.kind) + corrected,
    records: [about ?? entry?.link ?? []].flat(),
    // What stands before and after need not be told again; why it was done has a place of its own.
    text: changes.length || entry?.text === why ? undefined : entry?.text,
    changes,
    reason: why || undefined,
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function plainTitle(kind: string): string {
  const name = kind.split('.').at(-1)!.replaceAll('-', ' ');
  return name[0]!.toUpperCase() + name.slice(1);
}

/** What a fact holds of before and after: fields of the employer, or its stage. Of one without, the fields by name. */
function changesOf({ kind, data }: Line['fact']) {
  if (kind === 'employers.stage-moved' && data['to'])
    return [{ field: 'Stage', before: text(data['from']) || null, after: text(data['to']) }];
  const words = (data['words'] ?? {}) as Record<string, [string | null, string | null]>;
  const said = Object.entries(words).flatMap(([field, [before, after]]) => {
    const label = comparedAs(field);
    return label ? [{ field: label, before: inWords(field, before), after: inWords(field, after) }] : [];
  });
  const told = said.length ? '' : fieldWords(data['fields']);
  return told ? [...said, { field: told[0]!.toUpperCase() + told.slice(1) }] : said;
}

const CODES: Record<string, Record<string, string>> = { sector: sectors, register: registers };
const inWords = (field: string, value: string | null): string | null =>
  value === null
    ? null
    : (CODES[field]?.[value] ?? (field === 'headcount' ? Number(value).toLocaleString('en-GB') : value));
