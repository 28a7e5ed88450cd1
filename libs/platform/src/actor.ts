/** Who did it: a signed-in person, a link holder, the program itself. */
export interface Actor {
  kind: 'user' | 'link' | 'token' | 'public' | 'program' | 'operator';
  /** Id of the user, contact or token; never a name. */
  id?: string;
  /** What the timeline prints, e.g. "Sam Sample". */
  label?: string;
}

export const SYSTEM_ACTOR: Actor = { kind: 'program', label: 'The program' };
