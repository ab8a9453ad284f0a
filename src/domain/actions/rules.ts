import type { StoredActionType } from '../action-types/catalogue.ts';
import { fault, type Fault } from '../shared/faults.ts';
import type { Role } from '../shared/permissions.ts';
import { metadataFaults } from './metadata.ts';
import type { ActionDraft } from './shapes.ts';

/** Validates an action against the company's records. Source: seed 001, "Validation Côté CRM". */

export interface RuleFault extends Fault {
  /** The fault is a missing permission of the caller, not invalid input. */
  isForbidden?: true;
}

export interface RuleContext {
  subject: object | null;
  decider: { role: Role; is_active: boolean } | null;
  /** The company's own type or its change of a catalogue type, else the catalogue's. */
  type: StoredActionType | undefined;
  notification: { id: number } | null;
  /** The field of the request that names the decider. */
  deciderPath: string;
  /** The field of the request that holds the metadata. */
  metadataPath: string;
  callerUserId: number;
  mayImpersonate: boolean;
}

export const actionFaults = (action: ActionDraft, context: RuleContext): RuleFault[] => [
  ...typeFaults(action, context.type),
  ...entityFaults(action, context),
  ...deciderFaults(action, context),
  ...(action.notificationId !== null && context.notification === null
    ? [fault('notificationId', 'unknown_record', { record: 'notification' })]
    : []),
  ...metadataFaults(action.metadonnees, context.type?.metadataSchema ?? null, context.metadataPath),
];

const typeFaults = (action: ActionDraft, type: StoredActionType | undefined): RuleFault[] => {
  // Types of the legacy format (RELANCER) are not in the catalogue. They take the fallback route.
  if (type === undefined) {
    return action.format === 'legacy' ? [] : [fault('actionType', 'not_in_catalogue', {})];
  }
  if (action.entiteType !== null && !type.entityTypes.includes(action.entiteType)) {
    return [
      fault('entiteType', 'wrong_entity_type', {
        action_type: type.code,
        allowed: [...type.entityTypes],
      }),
    ];
  }
  return [];
};

const entityFaults = (action: ActionDraft, context: RuleContext): RuleFault[] => {
  if (action.entiteId !== null && action.entiteType === null) {
    return [fault('entiteType', 'required_with', { field: 'entiteId' })];
  }
  if (action.entiteType !== null && action.entiteId === null) {
    return [fault('entiteId', 'required_with', { field: 'entiteType' })];
  }
  return action.entiteId !== null && context.subject === null
    ? [fault('entiteId', 'unknown_record', { record: 'entity', type: action.entiteType ?? '' })]
    : [];
};

/** A caller who may not act for others must not learn whether they exist, are active, or their role. */
const deciderFaults = (action: ActionDraft, context: RuleContext): RuleFault[] => {
  const path = context.deciderPath;
  const isOther = action.decidePar !== null && action.decidePar !== context.callerUserId;
  if (isOther && !context.mayImpersonate) {
    const permission = 'actions:impersonate';
    return [{ ...fault(path, 'missing_permission', { permission }), isForbidden: true }];
  }
  if (context.decider === null) return [fault(path, 'unknown_record', { record: 'user' })];
  const faults: RuleFault[] = [];
  if (!context.decider.is_active) faults.push(fault(path, 'user_disabled', {}));
  if (context.type !== undefined && !context.type.roles.includes(context.decider.role)) {
    faults.push(fault(path, 'role_may_not_decide', { role: context.decider.role }));
  }
  return faults;
};
