import { createContext, useContext } from 'react';
import type { Schemas } from '../../../api/client.ts';
import type { ActionEntityType } from '../../entities/types.ts';

export interface DecisionSubject {
  type: ActionEntityType;
  ref: string;
  label: string;
  /** Of a case: where its client can be reached. */
  contact?: { email?: string | undefined; phone?: string | undefined };
}

/** What the dialog says of the notification that an action answers. */
export type AnsweredNotification = Pick<
  Schemas['Notification'],
  'id' | 'titre' | 'message' | 'created_at' | 'action_id'
> &
  Partial<Pick<Schemas['Notification'], 'suggested_action_types' | 'handled_by_name'>>;

export interface DecisionRequest {
  /** Undefined: the dialog asks for it. */
  actionType?: string | undefined;
  /** Action types to offer first. */
  suggested?: readonly string[] | undefined;
  /** All of one type. */
  entities: readonly DecisionSubject[];
  /** `actionSource`: see source.ts. */
  source: string;
  /** The notification that the action answers. */
  notification?: AnsweredNotification | undefined;
  /** After the action was sent, or all of them. */
  onSent?: (() => void) | undefined;
}

export type Decide = (request: DecisionRequest) => void;

export const DecideContext = createContext<Decide | null>(null);

/** Opens the dialog of a decision: `decide({ actionType, entities: [entity], source })`. */
export const useDecide = (): Decide => {
  const decide = useContext(DecideContext);
  if (decide === null) throw new Error('useDecide needs a DecideProvider');
  return decide;
};
