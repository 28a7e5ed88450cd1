/** Every migration, in order; append only. */
import { Base1764000000001 } from './0001-base.js';
import { Access1764000000002 } from './0002-access.js';
import { Messaging1764000000003 } from './0003-messaging.js';
import { Employers1764000000004 } from './0004-employers.js';
import { Signatories1764000000005 } from './0005-signatories.js';
import { Bookings1764000000006 } from './0006-bookings.js';
import { Surveys1764000000007 } from './0007-surveys.js';
import { MailEngine1764000000008 } from './0008-mail-engine.js';
import { Templates1764000000009 } from './0009-templates.js';
import { Returns1764000000010 } from './0010-returns.js';
import { Leaving1764000000011 } from './0011-leaving.js';
import { Contact1764000000012 } from './0012-contact.js';
import { Lanes1764000000013 } from './0013-lanes.js';
import { MailSearch1764000000015 } from './0015-mail-search.js';
import { MailWords1764000000016 } from './0016-mail-words.js';
import { MailPlans1764000000017 } from './0017-mail-plans.js';
import { MailSurnames1764000000018 } from './0018-mail-surnames.js';
import { Limits1764000000019 } from './0019-limits.js';
import { LinkTokens1764000000020 } from './0020-link-tokens.js';
import { AreaSettings1764000000021 } from './0021-area-settings.js';
import { BookingChecks1764000000022 } from './0022-booking-checks.js';
import { Corrections1764000000023 } from './0023-corrections.js';
import { SurveyDrafts1764000000024 } from './0024-survey-drafts.js';
import { ContactMaker1764000000025 } from './0025-contact-maker.js';
import { OneLapsed1764000000026 } from './0026-one-lapsed.js';
import { KnownBrowsers1764000000029 } from './0029-known-browsers.js';
import { MailOrder1764000000030 } from './0030-mail-order.js';
import { AuthorityNames1764000000035 } from './0035-authority-names.js';
import { AreaLogo1764000000036 } from './0036-area-logo.js';

export const migrations = [
  Base1764000000001,
  Access1764000000002,
  Messaging1764000000003,
  Employers1764000000004,
  Signatories1764000000005,
  Bookings1764000000006,
  Surveys1764000000007,
  MailEngine1764000000008,
  Templates1764000000009,
  Returns1764000000010,
  Leaving1764000000011,
  Contact1764000000012,
  Lanes1764000000013,
  MailSearch1764000000015,
  MailWords1764000000016,
  MailPlans1764000000017,
  MailSurnames1764000000018,
  Limits1764000000019,
  LinkTokens1764000000020,
  AreaSettings1764000000021,
  BookingChecks1764000000022,
  Corrections1764000000023,
  SurveyDrafts1764000000024,
  ContactMaker1764000000025,
  OneLapsed1764000000026,
  KnownBrowsers1764000000029,
  MailOrder1764000000030,
  AuthorityNames1764000000035,
  AreaLogo1764000000036,
];
