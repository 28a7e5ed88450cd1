import { newId, projectFile } from '#platform';
import type { TestWorld } from '../../support/database.js';
import { rowWriter } from '../../support/row-writer.js';

/** One of every record that is over some day, all of it of one instant. */
export type OldRows = Awaited<ReturnType<typeof oldRows>>;

/** Puts them into an area; answers the ids. */
export async function oldRows(world: TestWorld, areaId: string, at: Date) {
  const id = {
    signed: newId(),
    sole: newId(),
    contact: newId(),
    signatory: newId(),
    activity: newId(),
    task: newId(),
    charter: newId(),
    session: newId(),
    booking: newId(),
    delegate: newId(),
    place: newId(),
    message: newId(),
    held: newId(),
    attempt: newId(),
    event: newId(),
    returned: newId(),
    reading: newId(),
    survey: newId(),
    wave: newId(),
    invitation: newId(),
    answer: newId(),
    begun: newId(),
    draft: newId(),
    run: newId(),
    caught: newId(),
  };
  const day = at.toISOString().slice(0, 10);
  const key = (name: string) => `${name}.${day}.${areaId.slice(0, 8)}@example.org`;
  const put = await rowWriter(world);
  const of = { area_id: areaId };
  const employer = (name: string, more: object) => ({
    ...of,
    name,
    name_key: name.toLowerCase(),
    stage: 'identified',
    stage_since: at,
    source: 'test',
    created_at: at,
    ...more,
  });
  await put('employer', employer('Signed Ltd', { id: id.signed }));
  await put(
    'employer',
    employer('Sole Example', { id: id.sole, legal_form: 'Sole trader', postcode: 'HX1 1UJ' }),
  );
  const contact = (name: string, more: object) => ({
    ...of,
    name,
    email: key(name),
    email_key: key(name),
    phone: '01632 960 001',
    created_at: at,
    ...more,
  });
  await put('contact', contact('robin', { id: id.contact, employer_id: id.signed }));
  await put('contact', contact('sam', { id: id.signatory, employer_id: id.signed, is_primary: true }));
  await put('proposal', {
    ...of,
    id: newId(),
    kind: 'employer',
    data: { name: 'A sole trader' },
    asked_by_user_id: newId(),
    asked_by: 'Sam Sample',
    asked_at: at,
    decided_by: 'Jo Specimen',
    decided_at: at,
    accepted: false,
  });
  await put('activity', {
    ...of,
    id: id.activity,
    employer_id: id.signed,
    contact_id: id.contact,
    kind: 'call',
    at,
    by_name: 'Sam Sample',
    subject: 'Rang Robin',
    notes: 'Robin is worried',
    created_at: at,
    outcome: 'spoke',
    direction: 'out',
  });
  await put('task', {
    ...of,
    id: id.task,
    employer_id: id.signed,
    title: 'Ring Robin',
    due_on: day,
    done_at: at,
    created_at: at,
  });
  const fact = (kind: string, data: object, more: object = {}) => ({
    ...of,
    id: newId(),
    kind,
    employer_id: id.signed,
    happened_at: at,
    recorded_at: at,
    actor: { kind: 'user', id: newId(), label: 'Sam Sample' },
    data,
    ...more,
  });
  await put(
    'fact',
    fact('employers.changed', { fields: ['address'], words: { address: ['Robin’s house', null] } }),
  );
  await put('fact', fact('employers.task-added', { title: 'Ring Robin', dueOn: day }));
  await put(
    'fact',
    fact('employers.contacted', {
      agency: 'coordinator',
      channel: 'mail',
      counts: true,
      title: 'Dear Robin',
    }),
  );
  await put(
    'fact',
    fact('signatories.signed', { charterId: id.charter, version: 1, signedOn: day, reviewDueOn: day }),
  );
  await put(
    'fact',
    fact('bookings.place-cancelled', {
      session: id.session,
      title: 'MHFA',
      startsAt: at.toISOString(),
      person: newId(),
      reason: 'Is ill',
    }),
  );
  await put('charter', {
    ...of,
    id: id.charter,
    employer_id: id.signed,
    contact_id: id.signatory,
    signatory_name: 'Sam Sample',
    signatory_role: 'Director',
    version: '1',
    signed_on: day,
    review_due_on: new Date(at.getTime() + 86_400_000).toISOString().slice(0, 10),
    listed: true,
    ended_on: day,
    ended_as: 'lapsed',
    created_at: at,
  });
  await put('session', {
    ...of,
    id: id.session,
    kind: 'course',
    subject_id: newId(),
    title: 'MHFA',
    code: 'MHFA',
    state: 'open',
    unlimited: true,
    held_back: 0,
    next_queue_number: 1,
    price_pence: 0,
    policy: {},
    created_at: at,
  });
  await put('session_date', {
    ...of,
    id: newId(),
    session_id: id.session,
    starts_at: new Date(at.getTime() - 3_600_000),
    ends_at: at,
  });
  await put('booking', {
    ...of,
    id: id.booking,
    session_id: id.session,
    submission_key: newId(),
    content_hash: 'hash',
    reference: `R-${id.booking}`,
    source: 'staff',
    booker_name: 'pat',
    booker_email: key('pat'),
    booker_email_key: key('pat'),
    booker_phone: '01632',
    employer_id: id.signed,
    employer_match: 'matched',
    employer_name: 'Signed Ltd',
    price_pence: 0,
    policy: {},
    answer: 'confirmed',
    created_at: at,
  });
  await put('delegate', {
    ...of,
    id: id.delegate,
    booking_id: id.booking,
    number: 1,
    name: 'kim',
    email: key('kim'),
    person_key: `${key('kim')} kim`,
    job_role: 'Nurse',
  });
  await put('place', {
    ...of,
    id: id.place,
    session_id: id.session,
    booking_id: id.booking,
    delegate_id: id.delegate,
    state: 'cancelled',
    state_since: at,
    source: 'staff',
    reason: 'Is ill',
    created_at: at,
  });
  for (const name of ['robin', 'kim', 'pat'])
    await put('person_key', { ...of, key: `${key(name)} ${name}`, person_id: newId(), created_at: at });
  const message = (more: object) => ({
    ...of,
    message_id: '<m@example.org>',
    verp_token: newId(),
    send_key: newId(),
    employer_id: id.signed,
    contact_id: id.contact,
    address: key('robin'),
    recipient_name: 'Robin Example',
    purpose: 'service',
    template: 'bookings.booking-confirmed',
    template_version: 1,
    data: { name: 'Robin' },
    subject: 'Dear Robin',
    cause: 'Robin booked',
    created_at: at,
    ...more,
  });
  await put('message', message({ id: id.message, state: 'sent', attempts: 1, settled_at: at }));
  // In hand for years: nothing touches it.
  await put(
    'message',
    message({ id: id.held, state: 'held', address: key('sam'), contact_id: id.signatory, hold: 'pause' }),
  );
  await put('attempt', {
    ...of,
    id: id.attempt,
    message_id: id.message,
    number: 1,
    lease_token: newId(),
    started_at: at,
    ended_at: at,
    phase: 'data',
    smtp_code: 250,
    smtp_text: `250 ok ${key('robin')}`,
    outcome: 'sent',
  });
  await put('delivery_event', {
    ...of,
    id: id.event,
    message_id: id.message,
    source: 'test',
    event_id: id.event,
    kind: 'note',
    at,
    actor: {},
  });
  await put('returned_mail', {
    id: id.returned,
    source: 'test',
    event_id: id.returned,
    digest: Buffer.from(id.returned),
    at,
    envelope_to: key('return'),
    sender: key('robin'),
    subject: 'Out of office',
    words: 'Robin is away',
    size: 10,
    readings: [{ recipient: key('robin') }],
    state: 'matched',
  });
  await put('returned_reading', {
    ...of,
    id: id.reading,
    returned_id: id.returned,
    message_id: id.message,
    address_hash: Buffer.from('x'),
    kind: 'autoreply',
    reason: 'Robin is away',
    matched_by: 'verp',
    at,
    followed_at: at,
  });
  await put('caught_mail', {
    ...of,
    id: id.caught,
    at,
    envelope_from: 'a@example.org',
    envelope_to: '{b@example.org}',
    subject: 'Dear Robin',
    sealed: Buffer.from('x'),
  });
  const [version] = await world.owner<{ id: string }>('SELECT id FROM instrument_version LIMIT 1');
  const versionId = version?.id ?? newId();
  if (!version)
    await put('instrument_version', {
      id: versionId,
      instrument: 'test',
      version: 1,
      locale: 'en-GB',
      content: JSON.parse(projectFile('libs/surveys/data/instruments/charter-review.v1.json')),
      published_at: at,
    });
  await put('survey', {
    ...of,
    id: id.survey,
    title: 'Survey',
    instrument_version_id: versionId,
    created_at: at,
  });
  await put('wave', {
    ...of,
    id: id.wave,
    survey_id: id.survey,
    kind: 'baseline',
    number: 1,
    state: 'closed',
    opens_on: day,
    closes_on: day,
    counted_until: day,
    opened_at: at,
    closed_at: at,
    created_at: at,
  });
  for (const employerId of [id.signed, id.sole])
    await put('wave_employer', {
      ...of,
      wave_id: id.wave,
      employer_id: employerId,
      employer_name: 'Signed Ltd',
    });
  const invitation = { ...of, wave_id: id.wave, employer_id: id.signed, invited_at: at };
  await put('invitation', { ...invitation, id: id.invitation, contact_id: id.contact, state: 'answered' });
  await put('invitation', { ...invitation, id: id.begun, contact_id: id.signatory, state: 'started' });
  const answer = { ...of, wave_id: id.wave, employer_id: id.signed, started_at: at, saved_at: at };
  await put('answer', {
    ...answer,
    id: id.answer,
    invitation_id: id.invitation,
    contact_id: id.contact,
    status: 'complete',
    items: { q1: 4 },
    submitted_at: at,
  });
  await put('answer', {
    ...answer,
    id: id.draft,
    invitation_id: id.begun,
    contact_id: id.signatory,
    status: 'draft',
    items: { q1: 2 },
  });
  for (const answerId of [id.answer, id.draft])
    await put('answer_text', { ...of, answer_id: answerId, item_id: 'q9', part: 'text', text: 'Robin says' });
  await put('import_run', {
    ...of,
    id: id.run,
    file_name: 'list.csv',
    encoding: 'utf-8',
    delimiter: ',',
    headers: '{Name}',
    mapping: {},
    state: 'done',
    total: 1,
    done: 1,
    actor: {},
    created_at: at,
    finished_at: at,
  });
  await put('import_row', {
    ...of,
    run_id: id.run,
    line: 1,
    cells: ['Robin'],
    unclosed: false,
    verdict: 'new',
    problems: [],
    doubtful: false,
  });
  return { id, areaId, key };
}
