import { Module } from '@nestjs/common';
import { EmployersModule } from '#employers';
import { Charters } from './charter.service.js';

@Module({ imports: [EmployersModule], providers: [Charters], exports: [Charters] })
export class SignatoriesModule {}
