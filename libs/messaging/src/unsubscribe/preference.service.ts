import { Injectable } from '@nestjs/common';
import { areaIdentities } from '#access';
import type { SuppressionRow, UnsubscribeLink } from '#contact-policy';
import {
  Consents,
  changeTo,
  choiceOf,
  isErased,
  isWish,
  maskAddress,
  type PreferenceChoice,
  Suppressions,
  suppressionLabels,
  untilLabel,
} from '#contact-policy';
import { Clock, CodedError, Database, type Tx } from '#platform';
import { releaseHeld } from '../contact/contact-history.repository.js';
import { type LinkedMail, linkedMail } from './linked-mail.repository.js';
import { recipient, UnsubscribeService } from './unsubscribe.service.js';

/** What the page of a personal link shows; nothing of it tells more than the masked address. */
export interface PreferenceView {
  /** Who writes: the network, where answers go, its postal address. */
  network: string;
  replyTo?: string;
  postalAddress?: string;
  /** "r…@example.org"; null once the address was erased. */
  address: string | null;
  choice: PreferenceChoice;
  /** Stops the page cannot lift: the address is dead, or mail was reported as spam. */
  dead: boolean;
  reported: boolean;
  /** When they said yes to advertising; null: they have not, or took it back. */
  consentedAt: Date | null;
}

/** The words beside the button that says yes: they are the evidence that is kept. */
export const CONSENT_STATEMENT = 'Yes, tell me about courses, events and other things you offer';

const HOW = `On their own page, by the button “${CONSENT_STATEMENT}”.`;
const ON_PAGE = 'Chosen on their own page.';

const unknownLink = () =>
  new CodedError(
    'not-found',
    'access.link-unknown',
    'This link does not lead anywhere. Check that you copied all of it.',
  );

/** What somebody wants to be sent, seen and chosen by the personal link in a mail to them. */
@Injectable()
export class Preferences {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly unsubscribe: UnsubscribeService,
    private readonly suppressions: Suppressions,
    private readonly consents: Consents,
  ) {}

  /** Changes nothing. Throws not-found `access.link-unknown` where the message is no more. */
  get(link: UnsubscribeLink): Promise<PreferenceView> {
    return this.db.read([link.areaId], async (tx) => {
      const mail = await this.mail(tx, link);
      const stops = await this.stopsOf(tx, mail);
      const yes = (await this.consents.lines(tx, mail.areaId, [mail.address])).get(mail.address) ?? [];
      const area = (await areaIdentities(tx, [mail.areaId])).get(mail.areaId);
      return {
        network: area?.network ?? '',
        replyTo: area?.replyTo,
        postalAddress: area?.postalAddress,
        address: isErased(mail.address) ? null : maskAddress(mail.address),
        choice: choiceOf(stops),
        dead: stops.some((stop) => stop.why === 'bounce'),
        reported: stops.some((stop) => stop.why === 'complaint'),
        consentedAt: yes.find((line) => line.kind === 'consent')?.givenAt ?? null,
      };
    });
  }

  /** Makes a choice what is in force. Throws as `get`; twice the same changes nothing more. */
  choose(link: UnsubscribeLink, choice: PreferenceChoice): Promise<void> {
    return this.db.write([link.areaId], async (tx) => {
      const mail = await this.mail(tx, link);
      const actor = recipient(mail);
      const change = changeTo(mail.areaId, await this.stopsOf(tx, mail), choice);
      if (change.lift.length) {
        await this.suppressions.lift(tx, change.lift, actor, ON_PAGE);
        await releaseHeld(tx, mail.areaId, { codes: ['asked_to_wait'] }, this.clock.now());
        if (!change.add.length)
          await this.unsubscribe.tell(tx, mail, {
            title: wantsAgain(await this.stopsOf(tx, mail)),
            detail: ON_PAGE,
            source: 'link',
            actor,
            lifted: true,
          });
      }
      for (const why of ['pause', 'objection'] as const) {
        const stops = change.add.filter((stop) => (stop.until !== null) === (why === 'pause'));
        if (!stops.length) continue;
        const reason = why === 'pause' ? `Chosen on their own page, ${untilLabel(choice.until!)}.` : ON_PAGE;
        const everywhere = choice.everywhere && ['service', 'nothing'].includes(choice.kind);
        await this.unsubscribe.recordOptOut(tx, mail, {
          stops,
          why,
          source: 'link',
          reason,
          actor,
          everywhere,
        });
      }
    });
  }

  /** Writes down a yes to advertising, or takes it back. Throws as `get`. */
  setConsent(link: UnsubscribeLink, yes: boolean): Promise<void> {
    return this.db.write([link.areaId], async (tx) => {
      const mail = await this.mail(tx, link);
      const actor = recipient(mail);
      const { areaId, address } = mail;
      const held = (await this.consents.of(tx, areaId, [address])).get(address)?.consent;
      if (Boolean(held) === yes) return;
      if (yes)
        await this.consents.record(tx, areaId, address, {
          kind: 'consent',
          at: this.clock.now(),
          how: HOW,
          source: 'link',
          actor,
        });
      else await this.consents.withdraw(tx, areaId, address, actor);
      await this.unsubscribe.tell(tx, mail, {
        title: yes ? 'Said yes to advertising' : 'Took back their yes to advertising',
        detail: ON_PAGE,
        source: 'link',
        actor,
      });
    });
  }

  private async mail(tx: Tx, link: UnsubscribeLink): Promise<LinkedMail> {
    const mail = await linkedMail(tx, link.messageId);
    if (!mail) throw unknownLink();
    return mail;
  }

  private async stopsOf(tx: Tx, mail: LinkedMail): Promise<SuppressionRow[]> {
    const now = this.clock.now();
    return (await this.suppressions.rows(tx, mail.areaId, [mail.address], now)).get(mail.address) ?? [];
  }
}

/** What they want now, by the stops that are left; one for a dead address says nothing of wishes. */
function wantsAgain(left: readonly SuppressionRow[]): string {
  const wishes = left.filter((stop) => isWish(stop.why));
  return wishes.length
    ? `Wants emails again, but said no to ${suppressionLabels(wishes)}`
    : 'Wants emails again';
}
