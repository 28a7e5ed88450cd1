import { fieldParams } from './field-params.js';

describe('what a field of a page is made of', () => {
  it('is its value as typed, what is wrong with it, and what the page says', () => {
    expect(
      fieldParams({ hint: 'In full.', rows: 2 }, 'name', 'Name', { name: 'x' }, { name: 'Too short' }),
    ).toEqual({
      id: 'name',
      idPrefix: 'name',
      name: 'name',
      label: { text: 'Name' },
      fieldset: { legend: { text: 'Name' } },
      value: 'x',
      hint: { text: 'In full.' },
      errorMessage: { text: 'Too short' },
      rows: 2,
    });
  });

  it('marks the choices that were sent, one or many, and none at first', () => {
    const items = ['a', 'b', 'c'].map((value) => ({ value, text: value }));
    const chosen = (sent: unknown) =>
      (
        fieldParams(
          undefined,
          'it',
          'It',
          sent === undefined ? undefined : { it: sent },
          undefined,
          items,
        ) as { items: { value: string; checked: boolean }[] }
      ).items
        .filter(({ checked }) => checked)
        .map(({ value }) => value);
    expect([chosen('b'), chosen(['a', 'c']), chosen(undefined)]).toEqual([['b'], ['a', 'c'], []]);
  });
});
