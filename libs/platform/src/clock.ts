import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { Settings } from './settings.js';

/**
 * The only source of "now". Everything that is due is due by this clock.
 * With CLOCK_FILE set (trials and tests) the file holds an ISO 8601 instant or a shift in milliseconds
 * such as `+86400000`; it is read at each call, so all processes of an installation move together.
 */
@Injectable()
export class Clock {
  constructor(private readonly settings: Settings) {}

  /** The instant now, UTC. */
  now(): Date {
    const file = this.settings.clockFile;
    if (!file) return new Date();
    let text = '';
    try {
      text = readFileSync(file, 'utf8').trim();
    } catch {
      return new Date();
    }
    if (/^[+-]\d+$/.test(text)) return new Date(Date.now() + Number(text));
    const fixed = new Date(text);
    return Number.isNaN(fixed.getTime()) ? new Date() : fixed;
  }
}
