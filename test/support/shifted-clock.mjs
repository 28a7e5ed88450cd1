/** Loaded before a program (`node --import`), it lets its clock run so many milliseconds ahead: CLOCK_SHIFT_MS. */
const shift = Number(process.env.CLOCK_SHIFT_MS ?? 0);
const RealDate = Date;
class ShiftedDate extends RealDate {
  constructor(...given) {
    if (given.length) super(...given);
    else super(RealDate.now() + shift);
  }
  static now() {
    return RealDate.now() + shift;
  }
}
globalThis.Date = ShiftedDate;
