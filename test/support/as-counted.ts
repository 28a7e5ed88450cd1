import type { BounceReport } from '#inbound-mail';

/**
 * A report with the action as the set of real mails counts it (test/data/dsn): of a bounce `delayed` where time ran out
 * (reason expired) and `failed` everywhere else, whatever the report's own Action field says. Two of its forty reports
 * say otherwise of themselves; what the program does about a report goes by the report's word.
 */
export const asCounted = (answer: BounceReport): BounceReport =>
  answer.kind.startsWith('bounce-')
    ? { ...answer, action: answer.reason === 'expired' ? 'delayed' : 'failed' }
    : answer;
