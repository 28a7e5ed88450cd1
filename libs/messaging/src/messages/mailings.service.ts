import { Injectable } from '@nestjs/common';
import { MailRegistry } from '#mail-templates';
import { Clock, type ListPage, notFound, type PagePlace, type Tx } from '#platform';
import { openStates } from '../message/message.rules.js';
import { type MailingTitle, MailingTitles } from './mailing-titles.js';
import {
  countMailings,
  listMailings,
  type MailingCounts,
  type MailingRate,
  templatesOf,
} from './mailings.repository.js';

/** One sending (a wave, a mailing): what it is and how many of its mails came to which fate. */
export interface MailingLine extends MailingCounts, MailingTitle {}

/** The same with how many were handed over in the last minutes. */
export interface MailingView extends MailingRate, MailingTitle {}

/** How fast a sending goes. */
export interface MailingProgress {
  /** Mails not ended yet. */
  open: number;
  /** Handed over in the last `minutes`. */
  lately: number;
  minutes: number;
  /** When the last one goes at this pace; undefined when none went lately or none is left. */
  endsAt: Date | undefined;
}

/** The pace is measured over so many minutes. */
const PACE_MINUTES = 5;

/** Every campaign of an area and how it stands. */
@Injectable()
export class Mailings {
  constructor(
    private readonly clock: Clock,
    private readonly titles: MailingTitles,
    private readonly registry: MailRegistry,
  ) {}

  /** One page of an area's sendings, the last begun first. */
  async list(tx: Tx, areaId: string, place: PagePlace = {}, limit = 30): Promise<ListPage<MailingLine>> {
    const page = await listMailings(tx, areaId, place, limit);
    return { ...page, rows: await this.named(tx, areaId, page.rows) };
  }

  /** One sending of an area. Throws not-found for a campaign without any mail there. */
  async get(tx: Tx, areaId: string, campaign: string): Promise<MailingView> {
    const found = (await this.counts(tx, [{ areaId, campaign }])).get(`${areaId} ${campaign}`);
    if (!found) throw notFound();
    return { ...found, ...(await this.title(tx, areaId, campaign)) };
  }

  /** The counts of several at once, by `<areaId> <campaign>`: one statement. */
  counts(tx: Tx, wanted: readonly { areaId: string; campaign: string }[]): Promise<Map<string, MailingRate>> {
    return countMailings(tx, wanted, new Date(this.clock.now().getTime() - PACE_MINUTES * 60_000));
  }

  /** How fast it goes now, and when the last one goes at that pace. */
  progress({ counts, lately, startedAt }: MailingRate): MailingProgress {
    const now = this.clock.now();
    const open = openStates.reduce((sum, state) => sum + counts[state], 0);
    // Begun less than five minutes ago: what went, went in that shorter time.
    const ms = Math.max(1_000, Math.min(PACE_MINUTES * 60_000, now.getTime() - startedAt.getTime()));
    const going = open - counts.held;
    const endsAt = lately && going ? new Date(now.getTime() + (going / lately) * ms) : undefined;
    return { open, lately, minutes: PACE_MINUTES, endsAt };
  }

  /** What a sending is called. */
  async title(tx: Tx, areaId: string, campaign: string): Promise<MailingTitle> {
    return (await this.titled(tx, areaId, [campaign])).get(campaign)!;
  }

  private async named(tx: Tx, areaId: string, rows: MailingCounts[]): Promise<MailingLine[]> {
    const titles = await this.titled(
      tx,
      areaId,
      rows.map((row) => row.campaign),
    );
    return rows.map((row) => ({ ...row, ...titles.get(row.campaign)! }));
  }

  /** What their libs call them; one that nobody knows is called after its kind of mail. */
  private async titled(
    tx: Tx,
    areaId: string,
    campaigns: readonly string[],
  ): Promise<Map<string, MailingTitle>> {
    const known = await this.titles.of(tx, areaId, campaigns);
    const rest = campaigns.filter((campaign) => !known.has(campaign));
    for (const [campaign, template] of rest.length ? await templatesOf(tx, areaId, rest) : [])
      known.set(campaign, { title: this.registry.find(template)?.title ?? campaign });
    for (const campaign of rest) if (!known.has(campaign)) known.set(campaign, { title: campaign });
    return known;
  }
}
