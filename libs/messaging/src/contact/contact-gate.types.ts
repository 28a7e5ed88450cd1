import type { ContactOverride } from '#contact-policy';
import type { Purpose } from '#mail-templates';
import type { MessageState } from '../message/message.rules.js';

/** What the gate must know of a message; the claim selects it. */
export interface GatedMail {
  id: string;
  employerId: string | null;
  contactId: string | null;
  address: string;
  purpose: Purpose;
  promotional: boolean;
  immediate: boolean;
  topic: string | null;
  campaign: string | null;
  state: MessageState;
  createdAt: Date;
  nextAttemptAt: Date | null;
  expiresAt: Date | null;
  /** The code of what held it when it was last looked at. */
  hold: string | null;
  override: ContactOverride | null;
}

/** A mail somebody thinks of writing, due at once. */
export type PlannedMail = Pick<GatedMail, 'employerId' | 'contactId' | 'address' | 'purpose'> &
  Partial<Pick<GatedMail, 'immediate' | 'promotional' | 'topic' | 'campaign' | 'expiresAt'>>;
