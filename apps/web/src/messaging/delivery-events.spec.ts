import type { AttemptLine, EventLine, MessageView } from '#messaging';
import { deliveryEventLines } from './delivery-events.js';
import { remark } from './message.model.js';

const now = new Date('2026-11-24T10:00:00Z');
const at = (time: string) => new Date(`2026-11-24T${time}Z`);
const sam = { kind: 'user' as const, label: 'Sam Sample' };

const message = (more: Partial<MessageView['message']> = {}): MessageView['message'] =>
  ({
    id: '01999999-9999-7999-8999-999999999999',
    areaId: 'a',
    createdAt: at('09:00:00'),
    state: 'queued',
    reason: null,
    hold: null,
    decision: null,
    override: null,
    attempts: 0,
    nextAttemptAt: null,
    settledAt: null,
    cause: 'The survey was sent to current signatories',
    sendKey: 'survey:1',
    ...more,
  }) as MessageView['message'];
const attempt = (more: Partial<AttemptLine>): AttemptLine => ({
  number: 1,
  startedAt: at('09:05:00'),
  endedAt: at('09:05:01'),
  phase: 'data',
  smtpCode: null,
  smtpText: null,
  outcome: null,
  ...more,
});
const event = (kind: string, detail: string | null, time = '09:30:00'): EventLine => ({
  kind,
  at: at(time),
  actor: sam,
  detail,
});
const titles = (view: { message: MessageView['message']; attempts?: AttemptLine[]; events?: EventLine[] }) =>
  deliveryEventLines({ attempts: [], events: [], ...view }, now).map((one) => one.title);

describe('what happened to a mail', () => {
  it('begins with why it was planned and ends with what comes next', () => {
    const waiting = message({ nextAttemptAt: at('11:00:00') });
    const all = deliveryEventLines({ message: waiting, attempts: [], events: [] }, now);
    expect(all.map((one) => one.title)).toEqual(['Goes out', 'Planned']);
    expect(all[1]!.text).toBe('The survey was sent to current signatories.');
    expect(all[1]!.technical).toContain('survey:1');
  });

  it('does not say of a held mail that nothing stands against it', () => {
    const decision = {
      code: 'ok',
      sentence: 'Goes now. Nothing stands against it.',
      at: at('09:04:00').toISOString(),
      until: null,
    };
    const reason = 'All email of this area is paused by Sam Sample. It goes once email is resumed.';
    const held = message({ state: 'held', hold: 'area_paused', reason, decision });
    const [entry] = deliveryEventLines({ message: held, attempts: [], events: [] }, now);
    expect([entry!.title, entry!.text]).toEqual(['Checked, held', reason]);
  });

  it('leaves a check as it was when what held the email was tried again', () => {
    const decision = {
      code: 'ok',
      sentence: 'Goes now. Nothing stands against it.',
      at: at('09:04:00').toISOString(),
      until: null,
    };
    const why = 'The template asks for something this email does not have: their name.';
    const events = [
      event('checked-held', why, '09:04:00'),
      event('tried-again', 'In the words in force now.'),
    ];
    const all = deliveryEventLines({ message: message({ decision }), attempts: [], events }, now);
    expect(all.map((one) => one.title)).toEqual(['Sam Sample tried it again', 'Checked, held', 'Planned']);
    expect(all[1]!.text).toBe(why);
  });

  it('says what the contact policy decided, by which rule, and who overruled it', () => {
    const decision = {
      code: 'limit_employer',
      sentence: 'This employer may have 1 contact in 14 days.',
      at: at('09:04:00').toISOString(),
      until: at('23:00:00').toISOString(),
    };
    const held = deliveryEventLines(
      {
        message: message({ hold: 'limit_employer', decision, nextAttemptAt: at('23:00:00') }),
        attempts: [],
        events: [],
      },
      now,
    );
    expect(held.map((one) => one.title)).toEqual([
      'Looked at again',
      'Checked, held until 24 November 2026',
      'Planned',
    ]);
    expect(held[1]!.text).toBe('This employer may have 1 contact in 14 days.');
    const override = {
      by: 'Sam Sample',
      byId: 'x',
      reason: 'They asked me to.',
      covers: ['limits' as const, 'hours' as const],
    };
    const gone = message({
      state: 'sent',
      override,
      decision: { ...decision, code: 'ok', sentence: 'Nothing stands against it.', until: null },
    });
    const checked = deliveryEventLines({ message: gone, attempts: [], events: [] }, now)[0]!;
    expect([checked.title, checked.tone]).toEqual(['Checked, may go', 'green']);
    expect(checked.text).toContain(
      'Sam Sample let it go in spite of the limits and the hours: “They asked me to.”',
    );
    expect(
      titles({ message: message({ state: 'suppressed', decision: { ...decision, until: null } }) })[0],
    ).toBe('Checked, may not go');
  });

  it('tells each attempt with the words of the mail server, and what came in afterwards', () => {
    const view = {
      message: message({ state: 'bounced', attempts: 2, settledAt: at('09:40:00') }),
      attempts: [
        attempt({ smtpCode: 451, smtpText: '4.7.1 Greylisted', outcome: 'retry' }),
        attempt({ number: 2, endedAt: at('09:20:00'), smtpCode: 250, smtpText: '2.0.0 Ok', outcome: 'sent' }),
      ],
      events: [event('bounce-hard', 'Came back: the address does not exist (5.1.1).', '09:40:00')],
    };
    const all = deliveryEventLines(view, now);
    expect(all.map((one) => one.title)).toEqual([
      'Returned: the address does not work',
      'Handed to the mail server',
      'Not taken yet',
      'Planned',
    ]);
    expect(all[0]!.text).toBe('Came back: the address does not exist (5.1.1).');
    expect(all[2]!.technical).toBe('Attempt 1. Answer of the mail server: “4.7.1 Greylisted”.');
  });

  it('shows every kind of event, also one that nobody has words for', () => {
    for (const kind of [
      'complaint',
      'unsubscribe',
      'autoreply',
      'delivered',
      'settled-arrived',
      'settled-again',
      'settled-left',
      'sent-again',
      'not-again',
      'bounce-soft',
    ])
      expect(titles({ message: message(), events: [event(kind, 'x')] })).toHaveLength(2);
    expect(titles({ message: message(), events: [event('feedback-not-spam', null)] })[0]).toBe(
      'Feedback not spam',
    );
  });
});

describe('the remark on top of a mail', () => {
  const said = (more: Partial<MessageView['message']>, events: EventLine[] = []) =>
    remark({ message: message(more), events }, now);

  it('says for every state what happened and what happens next', () => {
    const cases: [Partial<MessageView['message']>, string, RegExp][] = [
      [{ state: 'queued' }, 'Planned', /goes within a minute or two/],
      [
        { state: 'queued', nextAttemptAt: at('12:00:00') },
        'Planned',
        /goes 24 Nov 2026, 12 noon, after a last check/,
      ],
      [
        {
          state: 'queued',
          hold: 'quiet_hours',
          reason: 'It is outside sending hours.',
          nextAttemptAt: at('12:00:00'),
        },
        'Held for now',
        /outside sending hours\. It is looked at again/,
      ],
      [
        { state: 'held', hold: 'legal_form_unknown', reason: 'The legal form is not stated.' },
        'Held',
        /once the employer’s legal form is stated/,
      ],
      [
        { state: 'held', hold: 'area_paused', reason: 'Paused. It goes once email is resumed.' },
        'Held',
        /^Paused\. It goes once email is resumed\.$/,
      ],
      [{ state: 'sending' }, 'Being sent', /handed over now/],
      [
        { state: 'retry', nextAttemptAt: at('12:00:00') },
        'Not taken yet',
        /tried again 24 Nov 2026, 12 noon/,
      ],
      [{ state: 'sent' }, 'Sent', /The mail server took it\. Nothing more to do/],
      [{ state: 'unknown' }, 'Not sure it arrived', /somebody has to decide/],
      [
        { state: 'unknown', nextAttemptAt: at('12:00:00') },
        'Not sure it arrived',
        /once more .* unless somebody says that it arrived/,
      ],
      [
        { state: 'bounced', reason: 'The address does not exist: “550 5.1.1”.' },
        'Returned: the address does not exist',
        /The mail server said “550 5\.1\.1”\. .* then send the email again/,
      ],
      [{ state: 'failed', reason: 'Given up.' }, 'Failed', /not tried again by itself/],
      [{ state: 'suppressed' }, 'Not sent: the address is blocked', /stays unsent/],
      [{ state: 'expired' }, 'Not sent: too late', /stays unsent/],
      [{ state: 'cancelled' }, 'Not sent: stopped', /stays stopped/],
    ];
    for (const [more, title, text] of cases) {
      expect([more, said(more).title]).toEqual([more, title]);
      expect(said(more).text).toMatch(text);
    }
    expect(said({ state: 'failed' }, [event('sent-again', 'x')]).text).toContain(
      'It was sent again as a new email.',
    );
  });
});
