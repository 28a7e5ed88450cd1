import type { DeliveryResult } from '#mail-transport';
import { afterAnswer, afterCrash, MAX_CRASHES, resendAt } from './delivery-result.rules.js';

const now = new Date('2026-11-24T09:00:00Z');
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const mail = { purpose: 'invitation', attempts: 1, unknowns: 0, giveUpAt: inMinutes(60) } as const;
const result = (to: DeliveryResult['to']): DeliveryResult => ({
  to,
  reason: 'Because.',
  code: 451,
  text: 'Words',
});

describe('what follows from an answer', () => {
  it('is another attempt after a temporary refusal, until it is given up', () => {
    expect(afterAnswer(mail, result('retry'), now)).toMatchObject({ to: 'retry', outcome: 'retry' });
    expect(afterAnswer({ ...mail, giveUpAt: now }, result('retry'), now)).toMatchObject({
      to: 'failed',
      outcome: 'failed',
      reason: 'Given up after 72 hours. Because.',
      nextAttemptAt: null,
    });
  });

  it('is an attempt at once where we stopped it ourselves', () => {
    expect(afterAnswer(mail, result('stopped'), now)).toMatchObject({ to: 'retry', nextAttemptAt: now });
  });

  it('is an end for everything that is final', () => {
    for (const to of ['sent', 'failed', 'bounced'] as const)
      expect(afterAnswer(mail, result(to), now)).toMatchObject({ to, outcome: to, nextAttemptAt: null });
  });
});

describe('a mail of unknown fate', () => {
  it('goes once more if it is service mail, and the first time only', () => {
    expect(resendAt({ ...mail, purpose: 'service' }, now)).toEqual(inMinutes(10));
    expect(resendAt({ ...mail, purpose: 'service', unknowns: 1 }, now)).toBeNull();
    expect(resendAt(mail, now)).toBeNull();
    expect(resendAt({ ...mail, purpose: 'engagement' }, now)).toBeNull();
  });

  it('is treated alike whether the server was silent or the program stopped', () => {
    const service = { ...mail, purpose: 'service', phase: 'data', stops: 0 } as const;
    expect(afterCrash(service, now).nextAttemptAt).toEqual(
      afterAnswer(service, result('unknown'), now).nextAttemptAt,
    );
  });
});

describe('a mail whose worker died before anything was handed over', () => {
  const stopped = (stops: number, chance?: number) =>
    afterCrash({ ...mail, phase: 'claimed', stops }, now, chance);

  it('goes again at once twice, then apart from others, and ends', () => {
    for (const stops of [0, 1])
      expect(stopped(stops, 1)).toMatchObject({ to: 'retry', outcome: 'stopped', nextAttemptAt: now });
    expect(stopped(2, 0.5).nextAttemptAt).toEqual(inMinutes(7.5));
    expect(stopped(MAX_CRASHES - 2).to).toBe('retry');
    expect(stopped(MAX_CRASHES - 1)).toMatchObject({ to: 'failed', nextAttemptAt: null });
  });

  it('ends when its time is over', () => {
    expect(afterCrash({ ...mail, giveUpAt: now, phase: 'claimed', stops: 0 }, now).to).toBe('failed');
  });
});
