/** What staff write, and what the program's own words are made of. */
export interface TemplateContent {
  /** One line. */
  subject: string;
  /** Markdown. */
  body: string;
  /** One sentence: why this person gets it. */
  because: string;
}

export type TemplateField = keyof TemplateContent;

/** What is wrong with a field, in words for whoever wrote it; `line` counts from 1. */
export interface Problem {
  line: number;
  message: string;
}

/** Something of the mail that can be put in. `condition` can only be asked for (`{{#if …}}`), `block` is a part of ours. */
export interface Placeholder {
  name: string;
  label: string;
  kind: 'text' | 'link' | 'condition' | 'block';
  /** It may have no value, so it has to stand inside its own `{{#if}}`. */
  mayMiss: boolean;
  /** What it says in the mail's example, '' for a condition or block. */
  example: string;
}

/** A piece of a checked text: words, a placeholder, or a choice. */
export type Piece =
  | { kind: 'words'; text: string; line: number }
  | { kind: 'value'; name: string; line: number }
  | { kind: 'if'; name: string; line: number; yes: Piece[]; no: Piece[] | undefined };

/** Where a link goes: a whole https address, or a placeholder that is a link. */
export type Target = { address: string } | { name: string };

/** Words in a line. */
export type Inline =
  | { kind: 'words'; text: string }
  | { kind: 'value'; name: string }
  | { kind: 'break' }
  | { kind: 'strong' | 'em'; of: Inline[] }
  | { kind: 'link'; to: Target; of: Inline[] }
  | { kind: 'if'; name: string; yes: Inline[]; no: Inline[] };

/** A part of a body. */
export type Block =
  | { kind: 'heading'; level: number; of: Inline[] }
  | { kind: 'paragraph'; small: boolean; of: Inline[] }
  | { kind: 'button'; to: Target; of: Inline[] }
  | { kind: 'list'; start: number | undefined; items: Block[][] }
  | { kind: 'rule' }
  | { kind: 'block'; name: string }
  | { kind: 'if'; name: string; yes: Block[]; no: Block[] };

/** A value that has to be there, where these conditions hold: `{ name, is }`, outermost first. */
export interface Need {
  name: string;
  when: readonly { name: string; is: boolean }[];
}
