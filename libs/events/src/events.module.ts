import { Module } from '@nestjs/common';
import { BookingsModule } from '#bookings';
import { Events } from './event.service.js';

@Module({ imports: [BookingsModule], providers: [Events], exports: [Events] })
export class EventsModule {}
