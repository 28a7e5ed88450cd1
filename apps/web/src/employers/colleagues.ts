import { Injectable } from '@nestjs/common';
import { Users } from '#access';

/** Somebody a task can be given to. */
export interface Colleague {
  id: string;
  name: string;
}

/** Who works with an area's employers, for the tasks. */
@Injectable()
export class Colleagues {
  constructor(private readonly users: Users) {}

  /** Those who can be given a task there now, by name; the agency stands with partners. */
  async of(areaId: string): Promise<Colleague[]> {
    return (await this.users.list([areaId])).flatMap(({ id, name, active, disabledAt, grants }) => {
      const held = grants.filter((g) => g.areaId === areaId || g.areaId === null);
      const grant = held.find((g) => g.role === 'coordinator') ?? held.find((g) => g.role === 'partner');
      if (!grant || !active || disabledAt) return [];
      return [{ id, name: grant.role === 'partner' && grant.agency ? `${name}, ${grant.agency}` : name }];
    });
  }

  /** Names by id of everybody with a role in the area, those who cannot be given tasks among them. */
  async names(areaId: string): Promise<Map<string, string>> {
    return new Map((await this.users.list([areaId])).map(({ id, name }) => [id, name]));
  }
}
