import { declarePersonalData } from '#platform';
import { charterRetention } from './retention.repository.js';

/** What signatories keeps of people. */
declarePersonalData({
  table: 'charter',
  purpose: 'charter',
  who: 'Who signed for an employer',
  data: 'name and role',
  kept: { records: [charterRetention.name] },
  erasing:
    'While the signature holds it stays, and why is told: it is the employer’s act. After that the name is removed.',
});
