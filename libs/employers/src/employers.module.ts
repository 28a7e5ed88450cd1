import { Module } from '@nestjs/common';
import { Activities } from './activity.service.js';
import { Contacts } from './contact.service.js';
import { Employers } from './employer.service.js';
import { Geography } from './geography.js';
import { Tasks } from './task.service.js';

const services = [Employers, Contacts, Activities, Tasks, Geography];

@Module({ providers: services, exports: services })
export class EmployersModule {}
