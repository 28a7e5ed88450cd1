import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BookingsModule } from '#bookings';
import { EventRow } from './event.entity.js';
import { Events } from './event.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([EventRow]), BookingsModule],
  providers: [Events],
  exports: [Events],
})
export class EventsModule {}
