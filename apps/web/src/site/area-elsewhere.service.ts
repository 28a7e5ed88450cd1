import { Injectable } from '@nestjs/common';
import { RetentionPeriods } from '#access';
import { type ContactLimits, DEFAULT_LIMITS, type RulesInForce } from '#contact-policy';
import { BouncePolicy } from '#inbound-mail';
import { Templates } from '#mail-templates';
import { AreaContactRules } from '#messaging';
import {
  type Actor,
  bankHolidays,
  Clock,
  commasAndAnd,
  count,
  Database,
  localInstant,
  londonDay,
  longDate,
  money,
  startOfDay,
  type Tx,
  timeRange,
} from '#platform';
import { Courses } from '#training';
import { nationWords, weekdayWords } from '../messaging/index.js';
import type { Principal } from '../shell/index.js';

/** A setting that has a page of its own: what it is now, and the way there for those who may go. */
interface ElsewhereLine {
  title: string;
  text: string;
  use?: string;
  href?: string;
}

export interface ElsewhereSection {
  key: string;
  title: string;
  lines: ElsewhereLine[];
  /** The last change of any of its lines. */
  changed?: { by: string; at: Date };
}

/** What an area has set on other pages, so that its settings can be seen in one place. */
@Injectable()
export class AreaElsewhere {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly rules: AreaContactRules,
    private readonly bounces: BouncePolicy,
    private readonly templates: Templates,
    private readonly courses: Courses,
    private readonly periods: RetentionPeriods,
  ) {}

  /** All of it for the caller's area. */
  of(who: Principal): Promise<ElsewhereSection[]> {
    return this.db.read([who.areaId], async (tx) => {
      const inForce = await this.rules.of(tx, who.areaId);
      return [
        this.limits(who, inForce),
        this.days(who, inForce),
        await this.emails(who, tx),
        await this.training(who, tx),
        await this.keeping(who, tx),
      ];
    });
  }

  private limits(who: Principal, { rules, savedAt, savedBy }: RulesInForce): ElsewhereSection {
    return {
      key: 'limits',
      title: 'Limits',
      ...changedBy(savedBy, savedAt),
      lines: [
        {
          title: 'Contact with an employer',
          text: limitWords(rules.limits, 'employer'),
          use: 'All agencies together',
          ...linked(who.may('setting', 'list'), '/mail/rules'),
        },
        {
          title: 'Contact with a person',
          text: limitWords(rules.limits, 'person'),
          ...linked(who.may('setting', 'list'), '/mail/rules'),
        },
      ],
    };
  }

  private days(who: Principal, { rules, savedAt, savedBy }: RulesInForce): ElsewhereSection {
    const today = londonDay(this.clock.now());
    const coming = (days: Iterable<string>) => [...days].filter((day) => day >= today).sort();
    const [next, after] = coming(bankHolidays(rules.nation)).map((day) => longDate(startOfDay(day)));
    const own = coming(rules.extraDays).map((day) => longDate(startOfDay(day)));
    const link = linked(who.may('setting', 'list'), '/mail/rules');
    return {
      key: 'days',
      title: 'Working days',
      ...changedBy(savedBy, savedAt),
      lines: [
        {
          title: 'Days and hours',
          text: `${commasAndAnd(rules.workingDays.map((day) => weekdayWords[day]))}, ${timeRange(at(rules.sendFrom), at(rules.sendUntil))}`,
          use: 'Emails leave only then, except answers to what somebody has just done',
          ...link,
        },
        {
          title: 'Bank holidays',
          text: `${nationWords[rules.nation]}.${next ? ` Next: ${[next, after].filter(Boolean).join(', ')}` : ''}`,
          ...link,
        },
        { title: 'Days of your own', text: own.length ? own.join(', ') : 'None', ...link },
      ],
    };
  }

  private async emails(who: Principal, tx: Tx): Promise<ElsewhereSection> {
    const returned = (await this.bounces.of(tx, who.areaId)).flatMap((line) => line.changed ?? []);
    const written = (await this.templates.list(tx, who.areaId)).flatMap(({ version }) => version ?? []);
    const own = written.filter((version) => version.words !== null).length;
    return {
      key: 'emails',
      title: 'Emails',
      ...latest([
        ...returned.map((one) => ({ by: one.changedBy, at: one.changedAt })),
        ...written.map((one) => ({ by: one.createdBy, at: one.createdAt })),
      ]),
      lines: [
        {
          title: 'Words of emails',
          text: own ? `${count(own, 'email', 'emails')} in your own words` : 'The program’s own',
          ...linked(who.may('template', 'list'), '/mail/templates'),
        },
        {
          title: 'When an email is returned',
          text: returned.length
            ? `${count(returned.length, 'rule', 'rules')} of your own`
            : 'As the program does by default',
          ...linked(who.may('message_metadata', 'change'), '/mail/returned/policy'),
        },
      ],
    };
  }

  private async training(who: Principal, tx: Tx): Promise<ElsewhereSection> {
    const offered = (await this.courses.list(tx, who.areaId)).filter((course) => !course.retiredAt);
    const prices = offered.map((course) => course.pricePence).sort((a, b) => a - b);
    const [least, most] = [prices.at(0), prices.at(-1)];
    return {
      key: 'training',
      title: 'Training',
      lines: [
        {
          title: 'Courses and fees',
          text:
            least === undefined
              ? 'No course yet'
              : `${count(offered.length, 'course', 'courses')}, ${least === most ? money(least) : `${money(least)} to ${money(most!)}`} a place`,
          use: 'Also how many people, and what giving up a place costs',
          ...linked(who.may('training_session', 'list'), '/training/courses'),
        },
      ],
    };
  }

  private async keeping(who: Principal, tx: Tx): Promise<ElsewhereSection> {
    const all = await this.periods.of(tx, who.areaId);
    const changes = all
      .flatMap(({ changed }) => changed ?? [])
      .sort((a, b) => b.at.getTime() - a.at.getTime());
    return {
      key: 'keep',
      title: 'How long data are kept',
      ...(changes[0] && { changed: changes[0] }),
      lines: [
        {
          title: 'Periods',
          text: changes.length
            ? `${count(changes.length, 'period', 'periods')} of your own, of ${all.length}`
            : `${all.length} periods, as the program has them`,
          use: 'Deleted each night, announced seven days before',
          ...linked(who.may('retention', 'list'), '/settings/retention'),
        },
      ],
    };
  }
}

/** A time of the clock, of some day in winter. */
const at = (time: string): Date => localInstant('2026-01-05', time);

const linked = (may: boolean, href: string): { href?: string } => (may ? { href } : {});

const changedBy = (by: Actor | null, at: Date | null): Pick<ElsewhereSection, 'changed'> =>
  at ? { changed: { by: by?.label ?? 'Somebody', at } } : {};

const latest = (changes: { by: Actor; at: Date }[]): Pick<ElsewhereSection, 'changed'> => {
  const last = changes.sort((a, b) => b.at.getTime() - a.at.getTime())[0];
  return last ? changedBy(last.by, last.at) : {};
};

/** "No more than 1 contact in 14 days, and 6 in 91 days" */
function limitWords(limits: ContactLimits, of: 'employer' | 'person'): string {
  const said = (['short', 'long'] as const).flatMap((span) => {
    const { max, days } = limits[of][span] ?? DEFAULT_LIMITS[of][span]!;
    return max === 'unlimited' ? [] : [{ max: Number(max), days }];
  });
  if (!said.length) return 'No limit';
  const [first, ...more] = said;
  return `No more than ${count(first!.max, 'contact', 'contacts')} in ${count(first!.days ?? 1, 'day', 'days')}${more.map((one) => `, and ${one.max} in ${one.days} days`).join('')}`;
}
