import { Injectable } from '@nestjs/common';
import type { MailDefinition } from './mail-definition.js';

/** Begins the name of a mail that tries another one out. */
const TEST = 'test-of:';

/** Who reads mail, as far as the installation goes. */
export interface MailReader {
  /** An administrator of the whole installation. */
  readonly isSystemAdmin: boolean;
}

/** Every mail this process knows by name. Libs add theirs at boot; sending finds them here. */
@Injectable()
export class MailRegistry {
  private readonly mails = new Map<string, MailDefinition>();
  private readonly tests = new Map<string, MailDefinition>();

  /** Throws when two different mails have one name: that stops the boot. */
  add(...mails: MailDefinition[]): void {
    for (const mail of mails) {
      const known = this.mails.get(mail.name);
      if (known && known !== mail) throw new Error(`Two mails are named ${mail.name}`);
      this.mails.set(mail.name, mail);
    }
  }

  find(name: string): MailDefinition | undefined {
    if (!name.startsWith(TEST)) return this.mails.get(name);
    const mail = this.mails.get(name.slice(TEST.length));
    return mail && this.testOf(mail);
  }

  all(): MailDefinition[] {
    return [...this.mails.values()];
  }

  /**
   * Names of the mails a reader may know nothing of: those about accounts (decision 0026), unless they administer the whole
   * installation. Whoever names no reader is told of none of them.
   */
  hiddenFrom(reader: MailReader | undefined): string[] {
    return reader?.isSystemAdmin ? [] : this.all().flatMap((mail) => (mail.account ? [mail.name] : []));
  }

  /** The same mail as a test that staff send themselves: a service mail in the same words, "Test: " before its subject. */
  testOf(mail: MailDefinition): MailDefinition {
    const known = this.tests.get(mail.name);
    if (known) return known;
    // It is in the words of an example, so about nobody's account.
    const { calendar: _, topic: __, account: ___, ...rest } = mail;
    const test: MailDefinition = {
      ...rest,
      name: `${TEST}${mail.name}`,
      title: `Test of “${mail.title}”`,
      purpose: 'service',
      immediate: true,
      promotional: false,
    };
    this.tests.set(mail.name, test);
    return test;
  }
}

/** Name of the mail that this one tries out, or undefined when it is none such. */
export const testedMail = (name: string): string | undefined =>
  name.startsWith(TEST) ? name.slice(TEST.length) : undefined;
