/** Loads the sample area for the person, who becomes its coordinator; returns the area's id. `tell` hears how far it is. */
export interface SampleLoader {
  /** The slug the area has once it is loaded. */
  readonly slug: string;
  load(actorUserId: string, tell: (step: string) => void): Promise<string>;
}

/** Injection token under which the web module gives the loader of #demo. */
export const SAMPLE_AREA = Symbol('sample area');
