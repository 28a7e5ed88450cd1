import { Injectable } from '@nestjs/common';
import type { MailDefinition } from './mail.js';

/** Every mail this process knows by name. Libs add theirs at boot; sending finds them here. */
@Injectable()
export class MailRegistry {
  private readonly mails = new Map<string, MailDefinition>();

  /** Throws when two different mails have one name: that stops the boot. */
  add(...mails: MailDefinition[]): void {
    for (const mail of mails) {
      const known = this.mails.get(mail.name);
      if (known && known !== mail) throw new Error(`Two mails are named ${mail.name}`);
      this.mails.set(mail.name, mail);
    }
  }

  find(name: string): MailDefinition | undefined {
    return this.mails.get(name);
  }

  all(): MailDefinition[] {
    return [...this.mails.values()];
  }
}
