import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Sessions } from '#bookings';
import { CourseSessions, Courses, kindOf, TrainingModule } from '#training';
import { type BookingWorld, bookingWorld } from '../bookings/world.js';

let world: BookingWorld;
beforeAll(async () => {
  world = await bookingWorld({ modules: [TrainingModule] });
});
afterAll(() => world.close());

const inArea = <T>(work: Parameters<typeof world.db.write<T>>[1]) => world.db.write([world.areaId], work);
const dates = [{ startsAt: new Date('2027-05-18T08:30:00Z'), endsAt: new Date('2027-05-18T15:30:00Z') }];

describe('the courses of an area', () => {
  it('begin with Mental Health First Aid and job retention training, once', async () => {
    const first = await inArea((tx) => world.get(Courses).addFirst(tx, world.areaId));
    expect(first.map((c) => [c.family, c.minimum, c.maximum, c.certificateMonths])).toEqual([
      ['jrt', 6, 14, null],
      ['mhfa', 8, 16, 36],
    ]);
    expect(await inArea((tx) => world.get(Courses).addFirst(tx, world.areaId))).toHaveLength(2);
  });

  it('can be edited; a title that is taken and numbers that do not fit are refused beside their field', async () => {
    const input = {
      kind: 'other' as const,
      title: 'Union representatives’ pilot',
      summary: 'For representatives.',
      pricePence: 0,
    };
    const id = await inArea((tx) => world.get(Courses).create(tx, world.areaId, input));
    await inArea((tx) => world.get(Courses).change(tx, id, { ...input, minimum: 4, maximum: 12 }));
    expect(await inArea((tx) => world.get(Courses).get(tx, id))).toMatchObject({ minimum: 4, maximum: 12 });
    await expect(inArea((tx) => world.get(Courses).create(tx, world.areaId, input))).rejects.toMatchObject({
      fields: { title: expect.any(String) },
    });
    await expect(
      inArea((tx) => world.get(Courses).change(tx, id, { ...input, minimum: 13, maximum: 12 })),
    ).rejects.toMatchObject({
      fields: { minimum: expect.any(String) },
    });
  });

  it('are not seen by another area', async () => {
    const [course] = await inArea((tx) => world.get(Courses).list(tx, world.areaId));
    await expect(
      world.db.read([world.secondAreaId], (tx) => world.get(Courses).get(tx, course!.id)),
    ).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('give a new session their numbers, price and terms; it keeps them when the course changes', async () => {
    const course = (await inArea((tx) => world.get(Courses).list(tx, world.areaId))).find(
      (c) => c.family === 'mhfa',
    )!;
    const id = await inArea((tx) => world.get(CourseSessions).create(tx, { courseId: course.id, dates }));
    await inArea((tx) =>
      world.get(Courses).change(tx, course.id, { ...course, kind: kindOf(course), pricePence: 9000 }),
    );
    expect(await inArea((tx) => world.get(Sessions).get(tx, id))).toMatchObject({
      state: 'draft',
      title: course.title,
      capacity: 16,
      minimum: 8,
      pricePence: 7500,
      free: 16,
    });
  });
});
