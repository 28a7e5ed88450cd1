import { Injectable } from '@nestjs/common';
import { LinkTokens } from '#access';
import { mapLinks } from './mail-data.rules.js';

/** A token of ours as the last piece of an address's path. */
const TOKEN = /\/([\w-]{43})(?=$|[?#])/;
/** What stands in its place while the mail is in the database: a path that ends in `/~<id of the link>`. */
const REFERENCE = /\/~([0-9a-f-]{36})(?=$|[?#])/;

/**
 * Keeps the tokens of personal links out of what is stored: a mail's data holds the id of each link, and its token is made
 * when the mail is written for the mail server, and only then.
 */
@Injectable()
export class PersonalLinks {
  constructor(private readonly tokens: LinkTokens) {}

  /** Data as it may be stored: tokens in fields named `link` or `…Link` are replaced by the ids of their links. */
  putAway<T>(data: T): T {
    return mapLinks(data, (link) =>
      link.replace(TOKEN, (whole, token: string) => {
        const id = this.tokens.idOf(token);
        return id ? `/~${id}` : whole;
      }),
    );
  }

  /** Stored data with its links as they work. */
  open<T>(data: T): T {
    return mapLinks(data, (link) => link.replace(REFERENCE, (_, id: string) => `/${this.tokens.of(id)}`));
  }
}
