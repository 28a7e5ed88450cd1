import { Injectable } from '@nestjs/common';
import { Templates } from '#mail-templates';
import { purposeNames, TemplateTrials } from '#messaging';
import { Database } from '#platform';
import type { Principal } from '../shell/index.js';
import { inForceWords, pickerRow, versionRow } from './templates.model.js';

/** What the page of one mail's words shows besides what is in force. */
export interface TemplatePageState {
  draft?: string | undefined;
  with?: string | undefined;
  person?: string;
}

/** The page of one mail's words. */
@Injectable()
export class TemplatePage {
  constructor(
    private readonly db: Database,
    private readonly templates: Templates,
    private readonly trials: TemplateTrials,
  ) {}

  /**
   * `typed`: what could not be saved, by whichever form of the page. Throws not-found. Other people's data is shown to those
   * only who may read mails.
   */
  model(who: Principal, name: string, state: TemplatePageState, typed?: Record<string, unknown>) {
    const { areaId, actor } = who;
    const seesMail = who.may('message_body', 'see', areaId);
    return this.db.read([areaId], async (tx) => {
      const view = await this.templates.get(tx, areaId, name);
      const draft = state.draft
        ? await this.trials.findDraft(tx, areaId, name, state.draft, actor)
        : undefined;
      const chosen = seesMail ? state.with : undefined;
      const templateId = draft?.id ?? (view.version?.words ? view.version.id : null);
      return {
        name,
        title: view.mail.title,
        kind: purposeNames[view.mail.purpose],
        inForce: inForceWords(view.number, view.version),
        changed: view.version && { at: view.version.createdAt, by: view.version.createdBy.label },
        number: view.number,
        words:
          typed?.['body'] === undefined
            ? { ...(draft?.words ?? view.words), note: draft?.note ?? '' }
            : typed,
        // Whoever is told of another version and saves all the same means to save over it.
        basedOn: (typed ? undefined : draft?.basedOn) ?? view.number,
        draft: draft && { id: draft.id, at: draft.createdAt },
        placeholders: view.placeholders.map(pickerRow),
        files: view.files,
        versions: view.versions.map(versionRow),
        own: !view.version?.words,
        changes: who.may('template', 'change', areaId),
        tests: who.may('template', 'send', areaId),
        seesMail,
        q: state.person ?? '',
        chosen,
        recent: seesMail ? await this.trials.recent(tx, areaId, name, state.person ?? '') : [],
        preview: await this.trials.preview(tx, areaId, name, templateId, chosen),
      };
    });
  }
}
