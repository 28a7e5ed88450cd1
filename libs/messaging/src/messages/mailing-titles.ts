import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform';

/** What a sending is called by the lib it belongs to. */
export interface MailingTitle {
  /** E.g. "Baseline survey, 24 November 2026". */
  title: string;
  /** Path of the page it belongs to. */
  page?: string;
}

/** The titles of one area's campaigns of one kind, by what stands behind the colon; unknown ones are left out. */
export type TitlesOf = (tx: Tx, areaId: string, ids: readonly string[]) => Promise<Map<string, MailingTitle>>;

/**
 * Who knows what a sending is: a lib that writes campaigns `wave:<id>` says `titles.add('wave', …)` at boot. Messaging
 * itself knows no wave and no session.
 */
@Injectable()
export class MailingTitles {
  private readonly ports = new Map<string, TitlesOf>();

  /** Throws when two libs claim one kind: that stops the boot. */
  add(kind: string, titlesOf: TitlesOf): void {
    if (this.ports.has(kind)) throw new Error(`Two libs name campaigns of the kind ${kind}`);
    this.ports.set(kind, titlesOf);
  }

  /** By campaign; those nobody knows are left out. */
  async of(tx: Tx, areaId: string, campaigns: readonly string[]): Promise<Map<string, MailingTitle>> {
    const idsOf = new Map<string, string[]>();
    for (const campaign of new Set(campaigns)) {
      const at = campaign.indexOf(':');
      if (at > 0)
        idsOf.set(campaign.slice(0, at), [
          ...(idsOf.get(campaign.slice(0, at)) ?? []),
          campaign.slice(at + 1),
        ]);
    }
    const found = new Map<string, MailingTitle>();
    for (const [kind, ids] of idsOf)
      for (const [id, title] of (await this.ports.get(kind)?.(tx, areaId, ids)) ?? [])
        found.set(`${kind}:${id}`, title);
    return found;
  }
}
