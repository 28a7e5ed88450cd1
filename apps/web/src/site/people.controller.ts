import { Controller, Get, Render } from '@nestjs/common';
import { type Person, Users } from '#access';
import { roleWords } from '#accounts';
import { Allow, CurrentUser, type Principal } from '../shell/index.js';

/** Who works in an area: the directory all staff share (access matrix, `user.directory`). */
@Controller('people')
export class PeopleController {
  constructor(private readonly users: Users) {}

  @Get()
  @Allow('user', 'list')
  @Render('site/views/people.njk')
  async show(@CurrentUser() { areaId }: Principal) {
    const people = (await this.users.list(areaId ? [areaId] : [])).filter(
      ({ active, disabledAt }) => active && !disabledAt,
    );
    const entries = people.flatMap((person) => entriesOf(person));
    const agencies = [...new Set(entries.flatMap(({ agency }) => agency ?? []))].sort((a, b) =>
      a.localeCompare(b, 'en-GB'),
    );
    return {
      groups: [
        { title: 'The area’s team', people: entries.filter(({ agency }) => !agency) },
        ...agencies.map((agency) => ({
          title: agency,
          people: entries.filter((entry) => entry.agency === agency),
        })),
      ].filter((group) => group.people.length),
    };
  }
}

/** A person once for the team, with all their roles there, and once for each agency. */
function entriesOf({ name, email, grants }: Person) {
  const agencies = [...new Set(grants.map(({ agency }) => agency))];
  return agencies.map((agency) => {
    const roles = grants.filter((grant) => grant.agency === agency).map(({ role }) => roleWords[role]);
    return { name, email, agency, roles: [...new Set(roles)].join(', ') };
  });
}
