import { createContext, useContext } from 'react';
import type { Schemas } from '../../../api/client.ts';
import type { EntityType } from '../../entities/types.ts';

export interface DecisionSubject {
  type: EntityType;
  ref: string;
  label: string;
}

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
  notification?: Schemas['Notification'] | undefined;
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
