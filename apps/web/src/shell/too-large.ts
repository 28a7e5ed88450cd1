import { HttpException } from '@nestjs/common';

/** More was sent than the route takes; `said` is what to do about it. */
export class TooLarge extends HttpException {
  constructor(readonly said: string) {
    super(said, 413);
  }
}
