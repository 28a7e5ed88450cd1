/** What is asked of the rows of a record, and how that reads before and after its time; $1 the area. */
export const LOOKS: Record<string, [sql: string, before: object, after: object]> = {
  proposal: ['SELECT count(*)::int AS n FROM proposal WHERE area_id = $1', { n: 1 }, { n: 0 }],
  attempt: [
    'SELECT smtp_code, smtp_text IS NULL AS gone FROM attempt WHERE area_id = $1',
    { smtp_code: 250, gone: false },
    { smtp_code: 250, gone: true },
  ],
  message_body: [
    `SELECT m.state, m.purpose, m.data = '{}' AS gone, m.address <> '' AS known, (SELECT count(*)::int FROM caught_mail c WHERE c.area_id = $1) AS caught
       FROM message m WHERE m.area_id = $1 AND m.state = 'sent'`,
    { state: 'sent', purpose: 'service', gone: false, known: true, caught: 1 },
    { state: 'sent', purpose: 'service', gone: true, known: true, caught: 0 },
  ],
  message_metadata: [
    `SELECT m.purpose, m.address, m.recipient_name, m.contact_id IS NULL AS nobody, m.settled_at IS NOT NULL AS dated,
            (SELECT count(*)::int FROM attempt a WHERE a.area_id = $1) AS attempts,
            (SELECT count(*)::int FROM delivery_event a WHERE a.area_id = $1) AS events,
            (SELECT count(*)::int FROM returned_reading a WHERE a.area_id = $1) AS readings
       FROM message m WHERE m.area_id = $1 AND m.state = 'sent'`,
    { nobody: false, dated: true, attempts: 1, events: 1, readings: 1 },
    {
      purpose: 'service',
      address: '',
      recipient_name: '',
      nobody: true,
      dated: true,
      attempts: 0,
      events: 0,
      readings: 0,
    },
  ],
  contact: [
    `SELECT name, email, phone, left_at IS NOT NULL AS left, erased_at IS NOT NULL AS erased,
            (SELECT count(*)::int FROM search_find($1::uuid, '{pP}', 'robin', 10)) AS found
       FROM contact WHERE area_id = $1 AND NOT is_primary ORDER BY id LIMIT 1`,
    { name: 'robin', phone: '01632 960 001', left: false, erased: false, found: 1 },
    { name: 'A former contact', email: null, phone: null, left: true, erased: true, found: 0 },
  ],
  employer_prospect: [
    `SELECT (SELECT name FROM employer WHERE area_id = $1 AND legal_form IS NOT NULL) AS sole,
            (SELECT name FROM employer WHERE area_id = $1 AND legal_form IS NULL) AS signed`,
    { sole: 'Sole Example', signed: 'Signed Ltd' },
    { sole: 'A former sole trader', signed: 'Signed Ltd' },
  ],
  activity: [
    `SELECT a.kind, a.notes, a.subject, a.by_name, (SELECT count(*)::int FROM task t WHERE t.area_id = $1) AS tasks,
            (SELECT string_agg(concat(f.data ->> 'title', f.data ->> 'reason', f.data ->> 'words'), '; ' ORDER BY f.kind) FROM fact f WHERE f.area_id = $1) AS words
       FROM activity a WHERE a.area_id = $1`,
    {
      kind: 'call',
      notes: 'Robin is worried',
      subject: 'Rang Robin',
      by_name: 'Sam Sample',
      tasks: 1,
      words: 'MHFAIs ill; {"address": ["Robin’s house", null]}; Dear Robin; Ring Robin; ',
    },
    {
      kind: 'call',
      notes: null,
      subject: '',
      by_name: 'Sam Sample',
      tasks: 0,
      words: 'MHFA; ; no longer kept; no longer kept; ',
    },
  ],
  import_file: [
    `SELECT r.total, r.file_name, (SELECT count(*)::int FROM import_row w WHERE w.area_id = $1) AS lines FROM import_run r WHERE r.area_id = $1`,
    { total: 1, file_name: 'list.csv', lines: 1 },
    { total: 1, file_name: 'list.csv', lines: 0 },
  ],
  charter: [
    `SELECT signatory_name, signatory_role, contact_id IS NULL AS nobody, ended_as, employer_id IS NOT NULL AS of FROM charter WHERE area_id = $1`,
    { signatory_name: 'Sam Sample', signatory_role: 'Director', nobody: false, ended_as: 'lapsed', of: true },
    { signatory_name: '', signatory_role: '', nobody: true, ended_as: 'lapsed', of: true },
  ],
  delegate: [
    `SELECT d.name, d.email, d.job_role, b.booker_name, b.booker_email, b.booker_phone, b.content_hash, p.state, p.reason
       FROM delegate d JOIN booking b ON b.id = d.booking_id JOIN place p ON p.delegate_id = d.id WHERE d.area_id = $1`,
    {
      name: 'kim',
      job_role: 'Nurse',
      booker_name: 'pat',
      booker_phone: '01632',
      state: 'cancelled',
      reason: 'Is ill',
    },
    {
      name: '',
      email: '',
      job_role: null,
      booker_name: '',
      booker_email: '',
      booker_phone: null,
      content_hash: '',
      state: 'cancelled',
      reason: null,
    },
  ],
  answer_draft: [
    `SELECT (SELECT count(*)::int FROM answer WHERE area_id = $1) AS answers, (SELECT count(*)::int FROM answer_text WHERE area_id = $1) AS texts,
            (SELECT count(*)::int FROM invitation WHERE area_id = $1 AND state = 'started') AS started`,
    { answers: 2, texts: 2, started: 1 },
    { answers: 1, texts: 1, started: 1 },
  ],
  answer_respondent: [
    `SELECT a.contact_id IS NULL AS nobody, a.items <> '{}' AS answered, (SELECT count(contact_id)::int FROM invitation i WHERE i.area_id = $1) AS known,
            (SELECT count(*)::int FROM invitation i WHERE i.area_id = $1) AS invited
       FROM answer a WHERE a.area_id = $1 AND a.status = 'complete'`,
    { nobody: false, answered: true, known: 2, invited: 2 },
    { nobody: true, answered: true, known: 0, invited: 2 },
  ],
  answer_employer: [
    `SELECT a.status, a.items <> '{}' AS answered, (SELECT count(*)::int FROM answer_text t WHERE t.area_id = $1) AS texts
       FROM answer a WHERE a.area_id = $1 AND a.status = 'complete'`,
    { status: 'complete', answered: true },
    { status: 'complete', answered: false, texts: 0 },
  ],
};
/** The same of records of the installation. */
const audit = (kind: string): (typeof LOOKS)[string] => [
  `SELECT count(*)::int AS n FROM audit_entry WHERE kind = '${kind}' AND seal IS NOT NULL AND area_id = $1`,
  { n: 1 },
  { n: 0 },
];

export const OF_ALL: typeof LOOKS = {
  audit_change: audit('change'),
  audit_read: audit('read'),
  audit_sign_in: audit('sign-in'),
  sign_in_session: [
    `SELECT (SELECT count(*)::int FROM sign_in_session WHERE $1::uuid IS NOT NULL) AS sessions, (SELECT count(*)::int FROM sign_in_failure) AS failures`,
    { sessions: 1, failures: 1 },
    { sessions: 0, failures: 0 },
  ],
  known_browser: [
    'SELECT count(*)::int AS n FROM known_browser WHERE $1::uuid IS NOT NULL',
    { n: 1 },
    { n: 0 },
  ],
  link_token: [
    `SELECT (SELECT count(*)::int FROM link_token WHERE $1::uuid IS NOT NULL) AS links, (SELECT count(*)::int FROM api_token) AS tokens`,
    { links: 2, tokens: 1 },
    // One has no end.
    { links: 1, tokens: 0 },
  ],
  returned_mail: [
    `SELECT words, sender, subject, readings <> '[]' AS read FROM returned_mail WHERE $1::uuid IS NOT NULL`,
    { words: 'Robin is away', subject: 'Out of office', read: true },
    { words: null, sender: null, subject: null, read: true },
  ],
  returned_mail_reading: [
    `SELECT envelope_to IS NULL AS gone, readings <> '[]' AS read FROM returned_mail WHERE $1::uuid IS NOT NULL`,
    { gone: false, read: true },
    { gone: true, read: false },
  ],
};
