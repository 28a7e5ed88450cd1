import { Injectable } from '@nestjs/common';
import { Consents, isPrivateMailbox, lawfulBasisLabel, rulesInForce } from '#contact-policy';
import { filesOf, MailRegistry, versionsOf } from '#mail-templates';
import type { Tx } from '#platform';
import type { MessageRecord } from './messages.repository.js';

/** What a mail was made of, and the rule on advertising it goes by. */
export interface MailDetails {
  /** What kind of mail it is, in staff's words, and the name its template goes by. */
  title: string;
  template: string;
  /** Of the words staff wrote; 0: the program's own. */
  version: number;
  /** Names of the files it carries. */
  files: string[];
  /** E.g. "Service email: answers what they did. No consent needed." */
  rule: string;
}

/** What stands beside a mail's text on its page. */
@Injectable()
export class MailDetailsLookup {
  constructor(
    private readonly registry: MailRegistry,
    private readonly consents: Consents,
  ) {}

  /** `legalForm`: of the employer it is for, as recorded; null: not stated or no employer. */
  async get(
    tx: Tx,
    message: Pick<
      MessageRecord,
      'areaId' | 'template' | 'templateId' | 'address' | 'purpose' | 'promotional' | 'topic'
    >,
    legalForm: string | null,
  ): Promise<MailDetails> {
    const { areaId, template, templateId, address } = message;
    const definition = this.registry.find(template);
    const version = templateId
      ? (await versionsOf(tx, areaId, template)).find((one) => one.id === templateId)
      : undefined;
    const files = templateId ? await filesOf(tx, areaId, templateId) : [];
    const { rules } = await rulesInForce(tx, areaId);
    const yes = (await this.consents.of(tx, areaId, [address])).get(address);
    return {
      title: definition?.title ?? template,
      template,
      version: version?.number ?? 0,
      files: [...(definition?.calendar ? ['A calendar entry'] : []), ...files.map((file) => file.name)],
      rule: lawfulBasisLabel({
        ...message,
        legalForm,
        privateMailbox: isPrivateMailbox(address),
        consent: yes?.consent ?? null,
        softOptIn: yes?.softOptIn ?? null,
        publicTask: rules.publicTask,
        senderIsCharity: rules.senderIsCharity,
      }),
    };
  }
}
