import { type Cutoff, defineRetention, type RetentionStep, type Tx } from '#platform';
import type { AuditKind } from './audit.entity.js';
import { sealedBefore } from './audit.repository.js';
import { eraseSealed } from './audit-chain.service.js';

/** Whole seals at once: what a minute has in it goes together, so that the chain holds. */
const step = (kind: AuditKind): RetentionStep => ({
  table: 'audit_entry',
  count: (tx: Tx, { before }: Cutoff) => sealedBefore(tx, kind, before),
  take: async (tx: Tx, { before, now }: Cutoff) =>
    (await sealedBefore(tx, kind, before)) ? eraseSealed(tx, kind, before, now) : 0,
});

const record = (
  name: string,
  title: string,
  kind: AuditKind,
  months: number,
  least: number,
  because: string,
) =>
  defineRetention({
    name,
    title,
    from: 'it was done',
    of: 'installation',
    period: { months },
    least,
    most: 120,
    outcome: 'Deleted; the seals over it stay and say so',
    because,
    steps: [step(kind)],
  });

/** How long the audit is kept, by kind (access.md section 4). */
export const auditRetention = [
  record(
    'audit_change',
    'Record of changes, sendings and erasures',
    'change',
    72,
    24,
    'To account for what was done',
  ),
  record('audit_read', 'Record of who looked at what', 'read', 24, 12, 'To tell after a breach who saw whom'),
  record(
    'audit_sign_in',
    'Record of sign-ins',
    'sign-in',
    12,
    6,
    'To look into a sign-in that was not the person’s own',
  ),
];
