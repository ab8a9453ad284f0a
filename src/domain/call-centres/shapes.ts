import { z } from '@hono/zod-openapi';
import { PageQuery, wholeNumber } from '../shared/pages.ts';

/** Call centres: agents and supervisors belong to one. A supervisor sees the records of their centre. */

export const CallCentreIn = z
  .strictObject({ name: z.string().trim().min(1).max(200) })
  .openapi('CallCentreIn');

export const CallCentreParams = z.object({ id: wholeNumber(z.int().positive()) });

export const CallCentreQuery = PageQuery;

export const CallCentreOut = z
  .object({ id: z.number(), name: z.string(), created_at: z.iso.datetime() })
  .openapi('CallCentre');
