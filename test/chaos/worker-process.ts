import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { readSettings } from '#platform';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';
import { LetterModule } from '../integration/messaging/letter.js';

/** The worker as it is, knowing the letter of these tests too; for tests that kill it. */
@Module({ imports: [WorkerModule.forRoot(readSettings()), LetterModule] })
class KilledWorker {}

await NestFactory.createApplicationContext(KilledWorker, { logger: ['error', 'fatal'] });
process.stdout.write('ready\n');
