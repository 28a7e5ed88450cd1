import { Injectable } from '@nestjs/common';
import { EmployerLookup } from '#employers';
import { CodedError, Database } from '#platform';
import { FormRefused, type Principal } from '../shell/index.js';
import { alikeRow, alikeWords } from './alike.model.js';
import type { EmployerForm } from './employer.form.js';
import { seesAllOf } from './people.access.js';

/** Asks before an employer is added whether it is one of those there are. */
@Injectable()
export class AlikeCheck {
  constructor(
    private readonly db: Database,
    private readonly lookup: EmployerLookup,
  ) {}

  /** Refuses the form where some are alike that were not among those `seen` already. */
  async refuse(who: Principal, areaId: string, form: EmployerForm, seen: readonly string[]): Promise<void> {
    const shared = !seesAllOf(who, 'employer', areaId);
    // Those who see names only are told by the name only: the rest would tell them what they do not see.
    const asked = shared ? { name: form.name } : form;
    const alike = await this.db.read([areaId], (tx) => this.lookup.similar(tx, areaId, asked));
    if (alike.some(({ id }) => !seen.includes(id)))
      throw new FormRefused(
        { name: alikeWords(alike) },
        { alike: alike.map((one) => alikeRow(one, shared)) },
      );
  }

  /**
   * For programs, of whom nobody can ask: refuses where the employer is there already by the strict rule, and is none of
   * `seen`. Throws `employers.alike` (409) with the ids under `seen`.
   */
  async refuseSame(areaId: string, typed: EmployerForm, seen: readonly string[]): Promise<void> {
    const found = await this.db.read([areaId], (tx) => this.lookup.matches(tx, areaId, typed));
    if (found.every(({ id }) => seen.includes(id))) return;
    throw new CodedError('conflict', 'employers.alike', 'This employer is there already.', {
      seen: found.map(({ id }) => id).join(','),
    });
  }
}
