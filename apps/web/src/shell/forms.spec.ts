import { z } from 'zod';
import { CodedError, invalid } from '#platform';
import { readForm, refusalOf } from './forms.js';

describe('a form’s reading', () => {
  it('trims texts, keeps what was typed and names each field by its path', () => {
    const people = z.object({ people: z.array(z.object({ name: z.string().min(1, 'Enter a name') })) });
    const body = { _csrf: 't', people: [{ name: '  Robin ' }, { name: ' ' }] };
    expect(readForm(people, body)).toEqual({
      ok: false,
      errors: { 'people.1.name': 'Enter a name' },
      values: { people: [{ name: '  Robin ' }, { name: ' ' }] },
    });
    const good = readForm(people, { people: [{ name: ' Robin ' }] });
    expect(good.ok && good.data).toEqual({ people: [{ name: 'Robin' }] });
  });

  it('turns refusals into messages, each kind with its status, and leaves others alone', () => {
    expect(refusalOf(invalid('x.y', { name: 'Taken' }))).toEqual({ errors: { name: 'Taken' }, status: 422 });
    expect(refusalOf(new CodedError('conflict', 'x.full', 'Full'))).toEqual({
      errors: { form: 'Full' },
      status: 409,
    });
    expect(refusalOf(new Error('other'))).toBeUndefined();
  });
});
