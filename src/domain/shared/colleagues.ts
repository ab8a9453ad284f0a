import { z } from '@hono/zod-openapi';

/** Those of a company who reach a record: for a menu. */

export const ColleagueQuery = z.object({
  q: z
    .string()
    .trim()
    .max(200)
    .optional()
    .openapi({ description: 'Beginnings of words of a name.' }),
});

/** So many fit into a menu; more are found by their name. */
export const COLLEAGUE_COUNT_MAX = 20;

export const ColleaguesOut = z
  .object({ data: z.array(z.object({ id: z.number(), name: z.string() })) })
  .openapi('Colleagues');
