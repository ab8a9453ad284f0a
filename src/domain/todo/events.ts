import type { ActionStatus } from '../actions/statuses.ts';
import { declareInternalEvent } from '../shared/declare-event.ts';

interface Dismissal {
  status: ActionStatus;
}

const stream = {
  topic: 'action.updated',
  data: ({ status }: Dismissal, id: string) => ({ id, status }),
};

/** A person decided that nothing more has to be done about a failed action. */
export const actionDismissed = declareInternalEvent<Dismissal>('ActionDismissed', 'action', {
  audit: 'actions.dismiss',
  stream,
});

export const actionDismissalUndone = declareInternalEvent<Dismissal>(
  'ActionDismissalUndone',
  'action',
  { audit: 'actions.undo_dismissal', stream },
);
