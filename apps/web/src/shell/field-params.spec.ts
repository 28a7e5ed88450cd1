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

  it('is one of a group, named as forms name it and found where it was sent', () => {
    const values = { people: [{ name: 'Ann' }] };
    const errors = { 'people.1.name': 'Enter a name' };
    const [first, second] = ['people.0.name', 'people.1.name'].map((name) =>
      fieldParams(undefined, name, 'Name', values, errors),
    );
    expect(first).toMatchObject({ id: 'people.0.name', name: 'people[0][name]', value: 'Ann' });
    expect(second).toMatchObject({ name: 'people[1][name]', value: undefined });
    expect(second).toMatchObject({ errorMessage: { text: 'Enter a name' } });
  });

  it('begins as the page says where nothing was sent', () => {
    const items = ['a', 'b'].map((value) => ({ value, text: value }));
    const checked = (values?: Record<string, unknown>) =>
      (fieldParams({ value: 'a' }, 'it', 'It', values, undefined, items) as { items: { checked: boolean }[] })
        .items;
    expect(checked().map((item) => item.checked)).toEqual([true, false]);
    expect(checked({ it: 'b' }).map((item) => item.checked)).toEqual([false, true]);
    expect(fieldParams({ value: '5' }, 'it', 'It', { it: '' }, undefined)).toMatchObject({ value: '' });
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
