import { SetMetadata } from '@nestjs/common';
import type { z } from 'zod';

/** What the OpenAPI document says of a route; the schemas are the ones the route checks with. */
export interface ApiRouteInfo {
  summary: string;
  body?: z.ZodType;
  query?: z.ZodType;
  answer: z.ZodType;
  /** Status of success; default 200, 201 for POST. */
  status?: number;
}

/** Metadata key of an API route's description. */
export const API_ROUTE = 'crm:api-route';

/** Describes a route under /api for /api/openapi.json. */
export const ApiRoute = (info: ApiRouteInfo) => SetMetadata(API_ROUTE, info);
