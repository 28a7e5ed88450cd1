import { Injectable } from '@nestjs/common';
import { Links, type OpenedLink, unknownLink } from '#access';

/** Finds what a token of one purpose opens; undefined for one we did not make. */
export type LinkReader = (token: string) => Pick<OpenedLink, 'areaId' | 'subjectId'> | undefined;

/** What the tokens of personal links open: those of `Links`, and kinds that are kept in no table. */
@Injectable()
export class LinkReaders {
  private readonly own = new Map<string, LinkReader>();

  constructor(private readonly links: Links) {}

  /** For a purpose whose tokens hold all there is to know. */
  add(purpose: string, read: LinkReader): void {
    this.own.set(purpose, read);
  }

  /** Throws `access.link-unknown` for a token we did not make, or of another purpose. */
  async open(purpose: string, token: string): Promise<OpenedLink> {
    const read = this.own.get(purpose);
    if (!read) return this.links.open(purpose, token);
    const link = read(token);
    if (!link) throw unknownLink();
    return { ...link, expiresAt: null, ended: false };
  }
}
