import { projectFile } from '#platform';

/** A wording of the charter that can be signed. `values` is paraphrased, and empty where only the name is kept. */
export interface CharterVersion {
  version: string;
  name: string;
  about: string;
  values: string[];
}

/** All wordings, the oldest first; data, so that a new one needs no change of the program. */
export const charterVersions: readonly CharterVersion[] = (
  JSON.parse(projectFile('libs/signatories/data/charter-versions.json')) as { versions: CharterVersion[] }
).versions;

/** The wording signed today. */
export const latestCharterVersion: CharterVersion = charterVersions.at(-1)!;

export const charterVersion = (version: string): CharterVersion | undefined =>
  charterVersions.find((v) => v.version === version);
