import type { ActionParams } from '../../domain/actions/shapes.ts';
import { isWithin } from '../../domain/shared/permissions.ts';
import type { findAction } from '../../queries/actions/records.ts';
import { audienceOf } from '../../services/actions/facts.ts';
import type { LoadRequest } from '../http/spec.ts';

/** An action out of the caller's reach is as absent as another company's. */
export const inReach =
  (find: typeof findAction) =>
  async ({ tx, params, scope }: LoadRequest<typeof ActionParams>) => {
    const action = await find(tx, params.id);
    return action && isWithin(scope, audienceOf(action)) ? action : undefined;
  };
