import { Injectable } from '@nestjs/common';
import { Clock, emailKey, newId, type Tx } from '#platform';
import { insertPersonKeys, peopleOfKeys } from './person.repository.js';
import { type Named, personKey, sameName } from './person.rules.js';

/**
 * One key for a person of an area, whoever they come as: contact, booker, person on a booking, respondent. Facts name people
 * by it, so that they can be counted and nobody can be read out of it.
 */
@Injectable()
export class People {
  constructor(private readonly clock: Clock) {}

  /** The ids of these people, in their order; somebody nobody has met gets a new one. */
  async idsOf(tx: Tx, areaId: string, people: readonly Named[]): Promise<string[]> {
    const keys = people.map(personKey);
    const wanted = [...new Set(keys)];
    const known = await peopleOfKeys(tx, areaId, wanted);
    const fresh = wanted.filter((key) => !known.has(key));
    if (fresh.length) {
      await insertPersonKeys(
        tx,
        areaId,
        fresh.map((key) => ({ key })),
        this.clock.now(),
      );
      for (const [key, id] of await peopleOfKeys(tx, areaId, fresh)) known.set(key, id);
    }
    return keys.map((key) => known.get(key)!);
  }

  /** The same of one person. */
  async idOf(tx: Tx, areaId: string, person: Named): Promise<string> {
    return (await this.idsOf(tx, areaId, [person]))[0]!;
  }

  /**
   * A name or an address was put right: both are one person's. Another name at another address is another person. Where
   * both have been met as two people, they stay two: which of them is meant is for a person to say.
   */
  async alsoKnownAs(tx: Tx, areaId: string, before: Named, after: Named): Promise<void> {
    const [was, is] = [personKey(before), personKey(after)];
    if (was === is || (!sameName(before, after) && emailKey(before.email) !== emailKey(after.email))) return;
    const known = await peopleOfKeys(tx, areaId, [was, is]);
    const personId = known.get(was) ?? known.get(is) ?? newId();
    const fresh = [was, is].filter((key) => !known.has(key)).map((key) => ({ key, personId }));
    if (fresh.length) await insertPersonKeys(tx, areaId, fresh, this.clock.now());
  }
}
