import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform';
import type { Principal } from './principal.js';

/** What a record is called, and its page where the reader may open it. */
export interface RecordName {
  text: string;
  href?: string | undefined;
}

/** A record by its kind, which is a resource of the access matrix or one of a domain's own, and its id. */
export interface RecordKey {
  kind: string;
  id: string;
  areaId: string;
}

/**
 * The names of some records of one kind in one area, in one statement, as far as the reader may see them. Those they may not
 * see, and those that are gone, are left out.
 */
export type ReadNames = (
  tx: Tx,
  who: Principal,
  areaId: string,
  ids: readonly string[],
) => Promise<Map<string, RecordName>>;

/** What a field of a change is called, and its values as pages say them. */
export type ChangeWords = (field: string, value: string) => { field?: string; value: string } | undefined;

const keyOf = ({ kind, areaId, id }: RecordKey) => `${kind} ${areaId} ${id}`;

/** What records and what changed of them are called, where a page holds ids and keys only. Each domain of the web says its own. */
@Injectable()
export class RecordNames {
  private readonly readers = new Map<string, ReadNames>();
  private readonly worded = new Map<string, ChangeWords[]>();

  add(kind: string, read: ReadNames): void {
    this.readers.set(kind, read);
  }

  /** `resource`: of the entries whose changes it has words for; of what it does not know it answers undefined. */
  addWords(resource: string, words: ChangeWords): void {
    this.worded.set(resource, [...(this.worded.get(resource) ?? []), words]);
  }

  /** The names of these records: a statement for each kind and area among them, however many there are. */
  async of(
    tx: Tx,
    who: Principal,
    wanted: readonly RecordKey[],
  ): Promise<(key: RecordKey) => RecordName | undefined> {
    const asked = new Map<string, { kind: string; areaId: string; ids: Set<string> }>();
    for (const { kind, areaId, id } of wanted) {
      const one = asked.get(`${kind} ${areaId}`) ?? { kind, areaId, ids: new Set<string>() };
      asked.set(`${kind} ${areaId}`, one);
      one.ids.add(id);
    }
    const found = new Map<string, RecordName>();
    for (const { kind, areaId, ids } of asked.values())
      for (const [id, name] of (await this.readers.get(kind)?.(tx, who, areaId, [...ids])) ?? [])
        found.set(keyOf({ kind, areaId, id }), name);
    return (key) => found.get(keyOf(key));
  }

  /** A change in words: field, and what it was and is; null: nothing. */
  change(resource: string, field: string, pair: readonly (string | null)[]) {
    const words = this.worded.get(resource) ?? [];
    const said = (value: string | null | undefined) =>
      value === null || value === undefined
        ? undefined
        : words.map((of) => of(field, value)).find((one) => one !== undefined);
    const [before, after] = pair.map(said);
    return {
      field: before?.field ?? after?.field ?? field,
      before: before?.value ?? pair[0] ?? null,
      after: after?.value ?? pair[1] ?? null,
    };
  }
}
