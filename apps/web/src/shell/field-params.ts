interface Item {
  value: string;
  text: string;
  hint?: unknown;
}

const asText = (said: unknown) => (typeof said === 'string' ? { text: said } : said);

/**
 * What a GOV.UK macro of a field takes, from what a page says of it (shell/views/fields.njk): `more` is anything the macro
 * knows, with `hint` as plain words, and `value` for what stands there where nothing was sent yet. Choices are marked as they were sent. `people.0.name` is a field of a group: sent as
 * `people[0][name]`.
 */
export function fieldParams(
  more: Record<string, unknown> | undefined,
  name: string,
  label: string,
  values: Record<string, unknown> | undefined,
  errors: Record<string, string> | undefined,
  items?: Item[],
): object {
  const [group, ...path] = name.split('.') as [string, ...string[]];
  const { hint, value: first, ...rest } = more ?? {};
  const sent = path.reduce<unknown>(
    (within, step) => (within as Record<string, unknown> | null | undefined)?.[step],
    values?.[group],
  );
  const value = sent ?? first;
  const chosen = new Set([value ?? []].flat().map(String));
  return {
    id: name,
    idPrefix: name,
    name: [group, ...path.map((step) => `[${step}]`)].join(''),
    label: { text: label },
    fieldset: { legend: { text: label } },
    ...(items
      ? {
          items: items.map((item) => ({
            ...item,
            hint: asText(item.hint),
            checked: chosen.has(item.value),
            selected: chosen.has(item.value),
          })),
        }
      : { value }),
    ...(hint !== undefined && { hint: asText(hint) }),
    ...(errors?.[name] && { errorMessage: { text: errors[name] } }),
    ...rest,
  };
}
