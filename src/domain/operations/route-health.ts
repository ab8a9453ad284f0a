import { z } from '@hono/zod-openapi';

/** The health of each route, from the attempts of the last hour and day. */

/**
 * What the last answer of n8n says. `silent`: it did not answer, or could not be reached. `errors`: it
 * answered with an error of its own. `inactive`: 404, the workflow is not active. `refuses_key`: 401 or 403.
 * `refuses`: another final refusal, of n8n or of our own rules for addresses. `misdirected`: something else answered in its place.
 */
export const ROUTE_STATES = [
  'fine',
  'silent',
  'errors',
  'inactive',
  'refuses_key',
  'refuses',
  'misdirected',
] as const;
export type RouteState = (typeof ROUTE_STATES)[number];

/** The last attempt that has ended. */
interface LastAttempt {
  outcome: 'accepted' | 'retry' | 'refused' | 'interrupted';
  statusCode: number | null;
  errorCode: string | null;
}

export const routeStateOf = ({ outcome, statusCode, errorCode }: LastAttempt): RouteState => {
  if (outcome === 'accepted') return 'fine'; // with an error, if a flow had claimed the action
  if (errorCode === null) return 'silent'; // its worker died before an answer
  if (errorCode === 'unexpected_answer') return 'misdirected';
  if (errorCode === 'workflow_inactive') return 'inactive';
  if (statusCode === 401 || statusCode === 403) return 'refuses_key';
  if (outcome === 'refused' || errorCode === 'route_key_unreadable') return 'refuses';
  return statusCode === null ? 'silent' : 'errors';
};

const Counts = z
  .object({ attempts: z.number(), failures: z.number() })
  .openapi('RouteAttemptCounts');

export const RoutesHealthOut = z
  .object({
    data: z
      .array(
        z.object({
          route: z.object({ index: z.number(), workflow: z.string() }),
          state: z.enum(ROUTE_STATES),
          hour: Counts,
          day: Counts,
          median_ms: z.number().nullable().openapi({
            description: 'Median time until n8n answered, in the last day.',
          }),
          retrying_count: z.number().openapi({
            description: 'Actions whose last attempt failed and that are still being sent.',
          }),
          last: z.object({
            at: z.iso.datetime(),
            status_code: z.number().nullable(),
            error_code: z.string().nullable(),
          }),
        }),
      )
      .openapi({ description: 'Routes that were used in the last day, the troubled ones first.' }),
  })
  .openapi('RoutesHealth');
