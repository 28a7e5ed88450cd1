import type { Command } from 'commander';
import { registerDkim } from './mail-dkim.js';
import { registerStanding } from './mail-flow.js';

/** `mail …`: what operators do about the sending of mail. */
export function registerMail(program: Command): void {
  const mail = program.command('mail').description('sending of mail');
  registerDkim(mail);
  registerStanding(mail);
}
