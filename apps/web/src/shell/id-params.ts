/** The parts of an address that are ids of records, by their names in the route: `id`, `employerId`. */
export const idParams = (params: object = {}): [name: string, value: string][] =>
  Object.entries(params).filter(
    (part): part is [string, string] => /(^id|Id)$/.test(part[0]) && typeof part[1] === 'string',
  );
