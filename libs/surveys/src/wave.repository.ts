import { isId, type Tx } from '#platform';
import { Survey } from './survey.entity.js';
import { Wave, WaveEmployer } from './wave.entity.js';
import type { LeftOut, WaveKind, WaveState } from './wave.rules.js';

/** A wave with what its survey says. Days are London days, `2026-11-24`. */
export interface WaveRow {
  id: string;
  areaId: string;
  surveyId: string;
  title: string;
  instrumentVersionId: string;
  followUpMonths: number;
  minimumMatched: number;
  kind: WaveKind;
  number: number;
  followsWaveId: string | null;
  state: WaveState;
  openDays: number;
  lateDays: number;
  opensOn: string;
  closesOn: string;
  countedUntil: string;
  senderName: string | null;
  openedAt: Date | null;
  closedAt: Date | null;
}

const WAVE = `w.id, w.area_id AS "areaId", w.survey_id AS "surveyId", s.title,
  s.instrument_version_id AS "instrumentVersionId", s.follow_up_months AS "followUpMonths",
  s.minimum_matched AS "minimumMatched", w.kind, w.number, w.follows_wave_id AS "followsWaveId", w.state,
  w.open_days AS "openDays", w.late_days AS "lateDays", w.opens_on::text AS "opensOn", w.closes_on::text AS "closesOn",
  w.counted_until::text AS "countedUntil", w.sender_name AS "senderName", w.opened_at AS "openedAt",
  w.closed_at AS "closedAt"`;
const FROM = 'FROM wave w JOIN survey s ON s.area_id = w.area_id AND s.id = w.survey_id';

export async function insertSurvey(tx: Tx, survey: Omit<Survey, 'minimumMatched'>): Promise<void> {
  await tx.repository(Survey).insert(survey);
}

/** A wave as it is planned. */
export type NewWave = Omit<Wave, 'state' | 'openedAt' | 'closedAt'>;

/** Plans a wave; one with that number of that survey is left as it is. */
export const insertWave = (tx: Tx, wave: NewWave): Promise<boolean> =>
  tx.insertNew(Wave, { ...wave, state: 'planned' });

/** Says a draft anew: the survey and its only wave. */
export async function changeDraft(
  tx: Tx,
  wave: Pick<WaveRow, 'id' | 'areaId' | 'surveyId'>,
  plan: Pick<
    WaveRow,
    'title' | 'followUpMonths' | 'openDays' | 'lateDays' | 'opensOn' | 'closesOn' | 'countedUntil'
  >,
): Promise<void> {
  const { areaId } = wave;
  const { title, followUpMonths, openDays, lateDays, opensOn, closesOn, countedUntil } = plan;
  await tx.repository(Survey).update({ areaId, id: wave.surveyId }, { title, followUpMonths });
  const days = { openDays, lateDays, opensOn, closesOn, countedUntil };
  await tx.repository(Wave).update({ areaId, id: wave.id }, days);
}

/** Deletes a survey with its only wave, which was not sent. */
export async function deleteDraft(
  tx: Tx,
  { areaId, id, surveyId }: Pick<WaveRow, 'id' | 'areaId' | 'surveyId'>,
): Promise<void> {
  await tx.repository(Wave).delete({ areaId, id });
  await tx.repository(Survey).delete({ areaId, id: surveyId });
}

/** An open wave of another survey that asks some of the same employers. */
export interface AskedElsewhere {
  waveId: string;
  title: string;
  closesOn: string;
  /** How many of the employers it asks too. */
  count: number;
}

/** Open waves of other surveys in which some of these employers were asked, the one that closes first on top. */
export const askedElsewhere = (
  tx: Tx,
  wave: Pick<WaveRow, 'areaId' | 'surveyId'>,
  employerIds: readonly string[],
): Promise<AskedElsewhere[]> =>
  tx.query<AskedElsewhere>(
    `SELECT w.id AS "waveId", s.title, w.closes_on::text AS "closesOn", count(DISTINCT i.employer_id)::int AS count
       ${FROM} JOIN invitation i ON i.area_id = w.area_id AND i.wave_id = w.id
      WHERE w.area_id = $1 AND w.survey_id <> $2 AND w.state = 'open' AND i.employer_id = ANY ($3::uuid[])
      GROUP BY w.id, s.title, w.closes_on ORDER BY w.closes_on, w.id`,
    [wave.areaId, wave.surveyId, employerIds],
  );

/** A wave by its id; undefined when it is missing or beyond the wall. */
export const waveById = (tx: Tx, id: string): Promise<WaveRow | undefined> =>
  tx.one<WaveRow>(`SELECT ${WAVE} ${FROM} WHERE w.id = $1`, [id]);

/** Several of one area, in no order; what is no id of a wave there is left out. */
export const wavesById = (tx: Tx, areaId: string, ids: readonly string[]): Promise<WaveRow[]> =>
  tx.query<WaveRow>(`SELECT ${WAVE} ${FROM} WHERE w.area_id = $1 AND w.id = ANY ($2::uuid[])`, [
    areaId,
    ids.filter(isId),
  ]);

/** One by its id, its row locked until the transaction ends: of several that want to open or close it, one does. */
export const lockedWave = (tx: Tx, id: string): Promise<WaveRow | undefined> =>
  tx.one<WaveRow>(`SELECT ${WAVE} ${FROM} WHERE w.id = $1 FOR UPDATE OF w`, [id]);

/** The area of a survey; undefined when it is missing or beyond the wall. */
export const areaOfSurvey = async (tx: Tx, surveyId: string): Promise<string | undefined> =>
  (await tx.repository(Survey).findOneBy({ id: surveyId }))?.areaId;

export const wavesOfSurvey = (tx: Tx, areaId: string, surveyId: string): Promise<WaveRow[]> =>
  tx.query<WaveRow>(`SELECT ${WAVE} ${FROM} WHERE w.area_id = $1 AND w.survey_id = $2 ORDER BY w.number`, [
    areaId,
    surveyId,
  ]);

/** The latest wave of each of these surveys of one area, in no order. */
export const latestWaves = (tx: Tx, areaId: string, surveyIds: readonly string[]): Promise<WaveRow[]> =>
  tx.query<WaveRow>(
    `SELECT DISTINCT ON (w.survey_id) ${WAVE} ${FROM} WHERE w.area_id = $1 AND w.survey_id = ANY ($2::uuid[])
      ORDER BY w.survey_id, w.number DESC`,
    [areaId, surveyIds],
  );

/** A wave with how many were invited and how many of them have answered in time. */
export interface WaveCounts extends WaveRow {
  invited: number;
  answered: number;
}

/** All waves of an area, the latest survey first. */
export const wavesOfArea = (tx: Tx, areaId: string): Promise<WaveCounts[]> =>
  tx.query<WaveCounts>(
    `SELECT ${WAVE},
            (SELECT count(*)::int FROM wave_employer e
              WHERE e.area_id = w.area_id AND e.wave_id = w.id AND e.left_out IS NULL) AS invited,
            (SELECT count(DISTINCT a.employer_id)::int FROM answer a
              WHERE a.area_id = w.area_id AND a.wave_id = w.id AND a.status = 'complete') AS answered
       ${FROM} WHERE w.area_id = $1 ORDER BY s.created_at DESC, s.id DESC, w.number`,
    [areaId],
  );

/** Planned follow-ups whose day has come, in all areas the transaction names. */
export const dueWaves = (tx: Tx, today: string): Promise<{ id: string; areaId: string; opensOn: string }[]> =>
  tx.query(
    `SELECT id, area_id AS "areaId", opens_on::text AS "opensOn" FROM wave
      WHERE state = 'planned' AND kind = 'followup' AND opens_on <= $1 ORDER BY opens_on, id`,
    [today],
  );

/** Open waves whose last counting day lies behind, in all areas the transaction names. */
export const endedWaves = (tx: Tx, today: string): Promise<{ id: string; areaId: string }[]> =>
  tx.query(
    `SELECT id, area_id AS "areaId" FROM wave WHERE state = 'open' AND counted_until < $1 ORDER BY counted_until, id`,
    [today],
  );

/** Opens a planned wave; false when it is not planned any more. */
export const markOpened = async (
  tx: Tx,
  wave: Pick<Wave, 'id' | 'areaId' | 'opensOn' | 'closesOn' | 'countedUntil' | 'senderName'>,
  openedAt: Date,
): Promise<boolean> => {
  const { id, areaId, opensOn, closesOn, countedUntil, senderName } = wave;
  const opened = await tx
    .repository(Wave)
    .update(
      { areaId, id, state: 'planned' },
      { state: 'open', opensOn, closesOn, countedUntil, senderName, openedAt },
    );
  return opened.affected === 1;
};

/** Closes an open wave; false when it is not open any more. */
export const markClosed = async (
  tx: Tx,
  { areaId, id }: Pick<Wave, 'id' | 'areaId'>,
  closedAt: Date,
): Promise<boolean> =>
  (await tx.repository(Wave).update({ areaId, id, state: 'open' }, { state: 'closed', closedAt }))
    .affected === 1;

/** An employer on a wave's list. */
export interface ListedEmployer {
  employerId: string;
  employerName: string;
  leftOut: LeftOut | null;
}

/** Freezes a wave's list. */
export const insertList = (
  tx: Tx,
  areaId: string,
  waveId: string,
  list: readonly ListedEmployer[],
): Promise<number> =>
  tx.execute(
    `INSERT INTO wave_employer (area_id, wave_id, employer_id, employer_name, left_out)
     SELECT $1, $2, e, n, l FROM unnest($3::uuid[], $4::text[], $5::text[]) AS r(e, n, l)`,
    [
      areaId,
      waveId,
      list.map((one) => one.employerId),
      list.map((one) => one.employerName),
      list.map((one) => one.leftOut),
    ],
  );

export const listOf = (tx: Tx, areaId: string, waveId: string): Promise<ListedEmployer[]> =>
  tx.repository(WaveEmployer).find({
    select: { employerId: true, employerName: true, leftOut: true },
    where: { areaId, waveId },
    order: { employerName: 'ASC', employerId: 'ASC' },
  });

/** Keeps the groups results are shown by: sector and size as recorded when the wave closes. */
export const freezeGroups = (
  tx: Tx,
  areaId: string,
  waveId: string,
  groups: readonly { id: string; sector: string | null; sizeBand: string | null }[],
): Promise<number> =>
  tx.execute(
    `UPDATE wave_employer w SET sector = r.s, size_band = r.b
       FROM unnest($3::uuid[], $4::text[], $5::text[]) AS r(e, s, b)
      WHERE w.area_id = $1 AND w.wave_id = $2 AND w.employer_id = r.e`,
    [
      areaId,
      waveId,
      groups.map((one) => one.id),
      groups.map((one) => one.sector),
      groups.map((one) => one.sizeBand),
    ],
  );

/** An employer on one of several lists, with the groups frozen at that wave's close. */
export interface GroupedEmployer extends ListedEmployer {
  waveId: string;
  sector: string | null;
  sizeBand: string | null;
}

/** The lists of several waves, in the order the waves opened. */
export const groupedList = (tx: Tx, areaId: string, waveIds: readonly string[]): Promise<GroupedEmployer[]> =>
  tx.query<GroupedEmployer>(
    `SELECT e.wave_id AS "waveId", e.employer_id AS "employerId", e.employer_name AS "employerName",
            e.left_out AS "leftOut", e.sector, e.size_band AS "sizeBand"
       FROM wave_employer e JOIN wave w ON w.area_id = e.area_id AND w.id = e.wave_id
      WHERE e.area_id = $1 AND e.wave_id = ANY ($2::uuid[]) ORDER BY w.number, e.employer_id`,
    [areaId, waveIds],
  );
