interface Item {
  value: string;
  text: string;
  hint?: unknown;
}

const asText = (said: unknown) => (typeof said === 'string' ? { text: said } : said);

/**
 * What a GOV.UK macro of a field takes, from what a page says of it (shell/views/fields.njk): `more` is anything the macro
 * knows, with `hint` as plain words. Choices are marked as they were sent.
 */
export function fieldParams(
  more: Record<string, unknown> | undefined,
  name: string,
  label: string,
  values: Record<string, unknown> | undefined,
  errors: Record<string, string> | undefined,
  items?: Item[],
): object {
  const value = values?.[name];
  const chosen = new Set([value ?? []].flat().map(String));
  const { hint, ...rest } = more ?? {};
  return {
    id: name,
    idPrefix: name,
    name,
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
