import { Controller, Get, Render } from '@nestjs/common';
import { DateTime } from 'luxon';
import { Administrators } from '#accounts';
import { EmployersToCheck, Sessions } from '#bookings';
import { Employers, type TaskLine, Tasks } from '#employers';
import { MailHealth, MailPauses, Messages } from '#messaging';
import {
  Clock,
  count,
  Database,
  FailedJobs,
  LONDON,
  london,
  londonDay,
  startOfDay,
  type Tx,
} from '#platform';
import { Retention } from '#retention';
import { Charters, soonUntil } from '#signatories';
import { WaveReports, type WaveRow, Waves } from '#surveys';
import { Colleagues, taskRow } from '../employers/index.js';
import {
  Allow,
  administratorsNote,
  CurrentUser,
  failedJobsNote,
  onlyOf,
  type Principal,
  retentionNote,
} from '../shell/index.js';
import { alertView } from './mail-alert.labels.js';
import { cameBackRows, nextDays, pauseRow, reviewRows, sessionRow } from './today.model.js';

/** The coordinator's first page: what is due, what goes out next, what came back. */
@Controller('today')
export class TodayController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly tasks: Tasks,
    private readonly charters: Charters,
    private readonly sessions: Sessions,
    private readonly messages: Messages,
    private readonly waves: WaveReports,
    private readonly employers: Employers,
    private readonly health: MailHealth,
    private readonly pauses: MailPauses,
    private readonly plans: Waves,
    private readonly toCheck: EmployersToCheck,
    private readonly colleagues: Colleagues,
    private readonly failedJobs: FailedJobs,
    private readonly retention: Retention,
    private readonly administrators: Administrators,
  ) {}

  @Get()
  @Allow('task', 'list')
  @Render('today/views/today.njk')
  async show(@CurrentUser() who: Principal) {
    const now = this.clock.now();
    const today = londonDay(now);
    const inDays = (days: number) => DateTime.fromISO(today, { zone: LONDON }).plus({ days });
    const areaId = who.areaId;
    const sees = {
      charter: who.may('charter', 'list'),
      sessions: who.may('training_session', 'list'),
      mail: who.may('message_metadata', 'list') && who.may('message_metadata', 'see'),
      waves: who.may('survey_wave', 'list'),
    };
    const charterShared = who.right('charter', 'list')?.fields !== undefined;
    const mayDo = who.may('task', 'change');
    const people = await this.colleagues.names(areaId);
    const reader = { runs: who.isSystemAdmin, names: who.may('message_metadata', 'change') };
    const found = sees.mail ? await this.health.alerts(areaId, who) : [];
    const alerts = found.map((alert) => alertView(alert, reader));
    const failed = await failedJobsNote(who, this.db, this.failedJobs);
    const administratorsWait = await administratorsNote(who, this.administrators);
    return this.db.read([areaId], async (tx) => {
      const due = await this.tasks.due(tx, areaId, inDays(7).toISODate()!);
      // Of others' only those shown are made into rows: a team has hundreds.
      const row = (task: TaskLine) => taskRow(task, who, people, now);
      const tasks = mayDo ? due.filter((task) => task.ownerId === who.userId).map(row) : [];
      const others = onlyOf(who) ? [] : due.filter((task) => !mayDo || task.ownerId !== who.userId);
      const reviews = sees.charter
        ? await this.charters.reviewsDue(tx, areaId, new Date(0), startOfDay(soonUntil(today)))
        : [];
      const sessions = sees.sessions ? await this.sessions.upcoming(tx, areaId, now) : [];
      const waves = sees.waves ? await this.waves.list(tx, areaId) : [];
      const back = sees.mail ? await this.messages.cameBack(tx, areaId, inDays(-14).toJSDate(), who) : [];
      const mails = sees.mail ? await this.messages.planned(tx, areaId, inDays(7).toJSDate(), who) : [];
      const pauses = sees.mail ? (await this.pauses.list(tx, areaId)).filter((pause) => !pause.endedAt) : [];
      const followUps = waves.filter((w) => w.state === 'planned' && w.kind === 'followup');
      const toCheck = who.may('employer', 'change') ? await this.toCheck.count(tx, areaId) : 0;
      const wrote = await this.employers.getMany(
        tx,
        areaId,
        back.flatMap((m) => m.employerId ?? []),
      );
      const names = new Map(wrote.map((e) => [e.id, e.name]));
      const todo = tasks.filter((t) => t.dueOn <= today).length;
      const going = await retentionNote(who, tx, this.retention);
      return {
        sees,
        going,
        today: london(now).setLocale('en-GB').toFormat('cccc d LLLL'),
        standing: mayDo
          ? standing(todo, reader.names ? back.length : 0, alerts.length > 0)
          : `How things stand in ${who.area?.name ?? ''}.`,
        alerts,
        failed,
        administratorsWait,
        toCheck,
        begin: whereToBegin(who, !due.length && !reviews.length && !sessions.length && !waves.length),
        mayDo,
        maySeeTasks: who.may('task', 'see'),
        tasks,
        others: others.slice(0, OTHERS_SHOWN).map(row),
        moreOthers: Math.max(0, others.length - OTHERS_SHOWN),
        reviews: reviewRows(reviews, today, charterShared),
        charterShared,
        sessions: sessions.slice(0, 6).map((session) => sessionRow(session, now)),
        pauses: pauses.filter((pause) => pause.campaign === null).map(pauseRow),
        pausedSendings: pauses.filter((pause) => pause.campaign !== null).length,
        days: nextDays(now, mails, await this.counted(tx, followUps, inDays(6).toISODate()!)),
        waves: waves.filter((w) => w.state === 'open'),
        back: cameBackRows(back, now).map((m) => ({
          ...m,
          employer: m.employerId ? names.get(m.employerId) : undefined,
        })),
      };
    });
  }

  /** Follow-ups that open by a day, with how many they go to as things stand. */
  private async counted(tx: Tx, waves: readonly WaveRow[], until: string) {
    const soon = waves.filter((wave) => wave.opensOn <= until);
    const counted: { opensOn: string; title: string; count: number }[] = [];
    for (const { id, opensOn, title } of soon)
      counted.push({ opensOn, title, count: (await this.plans.preview(tx, id)).list.invited.length });
    return counted;
  }
}

/** Tasks of others are looked at among all tasks. */
const OTHERS_SHOWN = 6;

/** What an empty area is begun with, as far as this person may do it. */
function whereToBegin(who: Principal, empty: boolean) {
  const begin = {
    imports: empty && who.may('import', 'create'),
    sessions: empty && who.may('training_session', 'create'),
    surveys: empty && who.may('survey_wave', 'create'),
  };
  return { ...begin, any: begin.imports || begin.sessions || begin.surveys };
}

/** One line on how things stand. */
function standing(todo: number, back: number, alerts: boolean): string {
  const parts = [
    todo ? count(todo, 'task', 'tasks') : '',
    back ? count(back, 'returned email', 'returned emails') : '',
  ];
  const said = parts.filter(Boolean).join(' and ');
  if (!said) return alerts ? 'Email needs you today.' : 'Nothing needs you today.';
  return `${said} ${todo + back === 1 ? 'needs' : 'need'} you today.`;
}
