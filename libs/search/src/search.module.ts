import './search.data.js';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SearchEntry, SearchWord } from './search-entry.entity.js';

@Module({ imports: [TypeOrmModule.forFeature([SearchEntry, SearchWord])] })
export class SearchModule {}
