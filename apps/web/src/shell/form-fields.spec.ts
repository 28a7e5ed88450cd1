import { z } from 'zod';
import { REASON_WORDS } from '#platform';
import * as field from './form-fields.js';
import { readForm } from './forms.js';

const colours = { red: 'Red', blue: 'Blue' };

/** What a field makes of what was sent, or what it says. */
const read = (schema: z.ZodType, sent?: unknown): unknown => {
  const form = readForm(z.object({ it: schema }), sent === undefined ? {} : { it: sent });
  return form.ok ? (form.data as { it: unknown }).it : Object.values(form.errors)[0];
};

describe('fields of forms', () => {
  it.each<[string, z.ZodType, unknown, unknown]>([
    ['text', field.text('Enter a name', 5), undefined, 'Enter a name'],
    ['text', field.text('Enter a name', 5), '   ', 'Enter a name'],
    ['text', field.text('Enter a name', 5), 'too long', 'Use at most 5 characters'],
    ['text', field.text('Enter a name', 5), '\u200b\u200b', 'Enter a name'],
    ['text', field.text('Enter a name', 20), 'A\r\nX-Evil: 1', 'A X-Evil: 1'],
    ['maybeText', field.maybeText(20), 'one\ntwo', 'one two'],
    ['lines', field.lines('Enter some', 20), 'one\ntwo', 'one\ntwo'],
    ['maybeLines', field.maybeLines(20), 'one\ntwo', 'one\ntwo'],
    ['email', field.email(), 'mi\u212ae@example.org', 'miKe@example.org'],
    [
      'email',
      field.email(),
      '\u202emoc.live@example.org',
      'Enter an email address in the right form, like name@example.org',
    ],
    ['maybeText', field.maybeText(5), undefined, ''],
    ['reason', field.reason(), undefined, REASON_WORDS],
    ['reason', field.reason(), 'no reason', REASON_WORDS],
    ['reason', field.reason(), ' They asked for it ', 'They asked for it'],
    ['email', field.email(), 'nobody', 'Enter an email address in the right form, like name@example.org'],
    ['maybeEmail', field.maybeEmail(), '', ''],
    ['whole', field.whole('Enter a number', 1, 20), '', 'Enter a number'],
    ['whole', field.whole('Enter a number', 1, 20), '1.5', 'Enter a number as a whole number from 1 to 20'],
    ['whole', field.whole('Enter a number', 1, 20), '21', 'Enter a number as a whole number from 1 to 20'],
    ['whole', field.whole('Enter a number', 1, 20), '7', 7],
    ['whole', field.whole('Enter a number', 1, 20), 7, 7],
    ['maybeWhole', field.maybeWhole('Enter a number', 1, 20), '', ''],
    ['maybeWhole', field.maybeWhole('Enter a number', 1, 20), undefined, ''],
    [
      'maybeWhole',
      field.maybeWhole('Enter a number', 1, 20),
      'x',
      'Enter a number as a whole number from 1 to 20',
    ],
    ['choice', field.choice(colours, 'Choose a colour'), undefined, 'Choose a colour'],
    ['choice', field.choice(colours), 'green', 'Choose one of those listed'],
    ['maybeChoice', field.maybeChoice(colours), '', ''],
    ['maybeChoice', field.maybeChoice(colours), 'green', 'Choose one of those listed'],
    ['choices', field.choices(colours), undefined, []],
    ['choices', field.choices(colours), 'red', ['red']],
    ['choices', field.choices(colours), ['red', 'blue'], ['red', 'blue']],
    ['choices', field.choices(colours), ['red', 'green'], 'Choose one of those listed'],
    ['listed', field.listed('Choose a contact'), 'x', 'Choose a contact'],
    ['maybeListed', field.maybeListed(), 'x', 'Choose one of those listed'],
    ['day', field.day('Enter the day'), '27 Jan 2027', '2027-01-27'],
    ['day', field.day('Enter the day'), '', 'Enter the day'],
    ['day', field.day('Enter the day'), 'soon', 'Enter the day, like 27 1 2027'],
    ['maybeDay', field.maybeDay('Enter the day'), '', ''],
    ['maybeDay', field.maybeDay('Enter the day'), 'soon', 'Enter the day, like 27 1 2027'],
    ['time', field.time('Enter the time'), '9.30', '09:30'],
    ['time', field.time('Enter the time'), '25:00', 'Enter the time, like 14:30'],
    ['maybeTime', field.maybeTime('Enter the time'), '', ''],
    ['maybeTime', field.maybeTime('Enter the time'), 'noon', 'Enter the time, like 14:30'],
    ['pounds', field.pounds('Enter the price', 5000), '£1,250.50', 125_050],
    ['pounds', field.pounds('Enter the price', 5000), '12', 1200],
    ['pounds', field.pounds('Enter the price', 5000), 'free', 'Enter the price in pounds, like 12 or 12.50'],
    ['pounds', field.pounds('Enter the price', 5000), '5001', 'Enter the price of at most £5,000'],
    ['yesNo', field.yesNo(), undefined, false],
    ['yesNo', field.yesNo(), 'yes', true],
    ['yesNo', field.yesNo(), 'perhaps', 'Choose one of those listed'],
  ])('%s', (_, schema, sent, result) => expect(read(schema, sent)).toEqual(result));

  it('leave a password its spaces', () => {
    const form = readForm(z.object({ passwordNow: field.password('Enter it') }), {
      passwordNow: ' as typed ',
    });
    expect(form.ok && form.data).toEqual({ passwordNow: ' as typed ' });
  });

  it('shows pence as the field of an amount reads them', () => {
    const shown = [0, 7500, 750].map(field.asPounds);
    expect(shown).toEqual(['0', '75', '7.50']);
    expect(shown.map((typed) => read(field.pounds('Enter a price', 100), typed))).toEqual([0, 7500, 750]);
  });
});
