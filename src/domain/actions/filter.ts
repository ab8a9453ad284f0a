import { z } from '@hono/zod-openapi';
import { ACTION_ENTITY_TYPES } from '../entities/types.ts';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { EntityRef, Instant, Integer, Uuid } from '../shared/values.ts';
import { ACTION_STATUSES } from './statuses.ts';

/** What lists, counts and bulk retries of actions are filtered by. */

const FILTER_IDS_MAX = 100;

export const ActionFilter = z.object({
  ids: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(Uuid).max(FILTER_IDS_MAX))
    .optional()
    .openapi({
      type: 'string',
      description: `These actions only: up to ${FILTER_IDS_MAX} ids, separated by commas.`,
    }),
  status: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(z.enum(ACTION_STATUSES)).max(ACTION_STATUSES.length))
    .optional()
    .openapi({ type: 'string', description: 'One status or several, separated by commas.' }),
  action_type: z.string().max(100).optional(),
  entite_type: z.enum(ACTION_ENTITY_TYPES).optional(),
  entite_id: EntityRef.optional(),
  decide_par: wholeNumber(z.int()).optional(),
  route_index: wholeNumber(Integer).optional(),
  route_workflow: z.string().max(200).optional().openapi({
    description: 'The name of the workflow of the route that the action took.',
  }),
  is_unrouted: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
  is_in_doubt: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .openapi({
      description:
        'After a restore of the database, nothing tells whether n8n carried the action out. A bulk retry leaves these actions out unless this is true.',
    }),
  from: Instant.optional().openapi({ description: 'Accepted then or later.' }),
  to: Instant.optional().openapi({ description: 'Accepted before then.' }),
});
export type ActionFilterInput = z.infer<typeof ActionFilter>;

export const ACTION_SORTS = ['-created_at', 'created_at'] as const;

export const ActionQuery = PageQuery.extend(ActionFilter.shape).extend({
  sort: z.enum(ACTION_SORTS).default('-created_at'),
});
