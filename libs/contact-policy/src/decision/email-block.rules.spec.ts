import type { ContactSuppression } from './contact-policy.types.js';
import { emailBlock } from './email-block.rules.js';

const NOW = new Date('2026-11-29T09:00:00Z');
const DAY = new Date('2026-12-09T00:00:00Z');
const LATER = new Date('2027-01-01T00:00:00Z');
const pause = (until: Date): ContactSuppression => ({
  on: 'person',
  scope: 'all-but-service',
  why: 'pause',
  until,
});
const never: ContactSuppression = { on: 'person', scope: 'all-but-service', why: 'unsubscribe', until: null };
const noOffers: ContactSuppression = { on: 'person', scope: 'engagement', why: 'objection', until: null };
const noSurveys: ContactSuppression = { on: 'person', scope: 'topic:surveys', why: 'objection', until: null };
const dead: ContactSuppression = { on: 'address', scope: 'everything', why: 'bounce', until: null };
const main = (...stops: ContactSuppression[]) => ({ primary: true, stops });
const other = (...stops: ContactSuppression[]) => ({ primary: false, stops });

it.each([
  ['nobody with an address', [], undefined],
  ['nothing asked for', [main(), other(never)], undefined],
  ['one topic left out', [main(noSurveys)], undefined],
  ['the only one asked for a pause', [main(pause(DAY))], { who: 'all', what: 'email', until: DAY }],
  ['a pause that is over', [main(pause(NOW))], undefined],
  [
    'two pauses: the first to end',
    [main(pause(LATER)), other(pause(DAY))],
    { who: 'all', what: 'email', until: DAY },
  ],
  [
    'one for good, one for a time',
    [main(never), other(pause(DAY))],
    { who: 'all', what: 'email', until: DAY },
  ],
  ['a dead address and a no', [main(dead), other(never)], { who: 'all', what: 'email', until: null }],
  ['the primary alone said no', [main(never), other()], { who: 'primary', what: 'email', until: null }],
  ['nobody wants offers', [main(noOffers), other(noOffers)], { who: 'all', what: 'offers', until: null }],
  ['the primary wants no offers', [main(noOffers), other()], { who: 'primary', what: 'offers', until: null }],
])('how email to an employer stands: %s', (_, people, block) =>
  expect(emailBlock(people, NOW)).toEqual(block),
);
