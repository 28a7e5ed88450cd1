import type { z } from 'zod';
import type { Actor } from '../actor.js';
import { programName } from '../job.js';

/** What is said of every fact, of whatever kind. */
export interface FactAbout {
  areaId: string;
  employerId?: string | null;
  contactId?: string | null;
  /** What it is about, e.g. `session:<id>`. */
  subject?: string | null;
  /** When it happened (UTC); default now. */
  at?: Date;
  actor: Actor;
}

/** Something that happened, ready to be written down. Made by its kind, so that its data fit. */
export interface Fact extends FactAbout {
  kind: string;
  /** The fact it replaces in full, or takes away. */
  corrects?: string;
  data: Record<string, unknown>;
}

/** A kind of fact, as its lib declares it. */
export interface FactKind<Data extends object = object> {
  /** `<lib>.<what>`; permanent. */
  readonly kind: string;
  /** Whether such a fact says that an employer was contacted, whatever its channel (automation.md, section 1). */
  readonly contact: boolean;
  /** The fact that this happened. Throws a ZodError when the data are not of the kind's schema. */
  of(about: FactAbout & { data: Data }): Fact;
  /** The correction of a fact of this kind: it was so instead. `data` is complete. */
  instead(corrects: string, about: FactAbout & { data: Data }): Fact;
  /** The correction of a fact of this kind: it was not so at all. `data`: what a timeline says of that. */
  void(corrects: string, about: FactAbout & { data?: Record<string, unknown> }): Fact;
}

const declared = new Map<string, FactKind>();

/**
 * Declares a kind of fact: its permanent name `<lib>.<what>`, and the schema of its data (ids, values, counts, days,
 * titles and the reasons staff gave; never tokens, addresses or what somebody wrote to us). Throws when the name is not of
 * that form, or taken.
 */
export function defineFact<Data extends object>(
  kind: string,
  schema: z.ZodType<Data>,
  options: { contact?: boolean } = {},
): FactKind<Data> {
  if (!programName.test(kind)) throw new Error(`${kind} is no name of a fact`);
  if (declared.has(kind)) throw new Error(`The fact ${kind} is declared twice`);
  const made: FactKind<Data> = {
    kind,
    contact: options.contact ?? false,
    of: ({ data, ...about }) => ({ ...about, kind, data: read(data) }),
    instead: (corrects, { data, ...about }) => ({ ...about, kind, corrects, data: read(data) }),
    void: (corrects, { data, ...about }) => ({ ...about, kind, corrects, data: { ...data, void: true } }),
  };
  const read = (data: Data) => schema.parse(data) as Record<string, unknown>;
  declared.set(kind, made as unknown as FactKind);
  return made;
}

/** Every kind that is declared in this process, by name. */
export const factKinds = (): ReadonlyMap<string, FactKind> => declared;
