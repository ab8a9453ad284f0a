import { createHash } from 'node:crypto';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { FAULT_COUNT_MAX } from '../../errors.ts';
import type { ActionType } from '../action-types/catalogue.ts';
import { METADATA_FORMATS } from '../action-types/shapes.ts';
import type { NormalisedAction } from './shapes.ts';
import type { Role } from '../shared/permissions.ts';

/** Seed 001, "Validation Côté CRM": what only the company's own records can tell. All faults at once. */

export interface RuleFault {
  path: string;
  message: string;
  /** The caller lacks a permission, as opposed to having made a mistake. */
  isForbidden?: true;
}

export interface RuleFacts {
  entity: { id: number } | null;
  decider: { role: Role; is_active: boolean } | null;
  /** The company's own type or its change of a catalogue type, else the catalogue's. */
  type: ActionType | undefined;
  notification: { id: number } | null;
  /** The field of the request that names the decider. */
  deciderPath: string;
  callerUserId: number;
  mayImpersonate: boolean;
}

export const actionFaults = (action: NormalisedAction, facts: RuleFacts): RuleFault[] => [
  ...typeFaults(action, facts.type),
  ...entityFaults(action, facts),
  ...deciderFaults(action, facts),
  ...(action.notificationId !== null && facts.notification === null
    ? [{ path: 'notificationId', message: 'no such notification' }]
    : []),
  ...metadataFaults(action, facts.type),
];

const typeFaults = (action: NormalisedAction, type: ActionType | undefined): RuleFault[] => {
  // The old format's words (RELANCER) never were in the catalogue; they take the fallback route.
  if (type === undefined) {
    return action.format === 'legacy'
      ? []
      : [{ path: 'actionType', message: 'not in the catalogue of this company' }];
  }
  if (action.entiteType !== null && !type.entityTypes.includes(action.entiteType)) {
    return [
      {
        path: 'entiteType',
        message: `${type.code} applies to ${type.entityTypes.join(', ')}`,
      },
    ];
  }
  return [];
};

const entityFaults = (action: NormalisedAction, facts: RuleFacts): RuleFault[] => {
  if (action.entiteId !== null && action.entiteType === null) {
    return [{ path: 'entiteType', message: 'required with entiteId' }];
  }
  if (action.entiteType !== null && action.entiteId === null) {
    return [{ path: 'entiteId', message: 'required with entiteType' }];
  }
  return action.entiteId !== null && facts.entity === null
    ? [{ path: 'entiteId', message: `no ${action.entiteType} with this reference` }]
    : [];
};

/** Who may not act for others is not told either whether they exist, are active, or what they are. */
const deciderFaults = (action: NormalisedAction, facts: RuleFacts): RuleFault[] => {
  const path = facts.deciderPath;
  const isOther = action.decidePar !== null && action.decidePar !== facts.callerUserId;
  if (isOther && !facts.mayImpersonate) {
    const message = 'acting for another user needs the permission actions:impersonate';
    return [{ path, message, isForbidden: true }];
  }
  if (facts.decider === null) return [{ path, message: 'no such user' }];
  const faults: RuleFault[] = [];
  if (!facts.decider.is_active) faults.push({ path, message: 'this user is disabled' });
  if (facts.type !== undefined && !facts.type.roles.includes(facts.decider.role)) {
    faults.push({
      path,
      message: `a user with the role ${facts.decider.role} may not decide this`,
    });
  }
  return faults;
};

const VALIDATOR_COUNT_MAX = 500;
/** By the hash of the schema's text. With `METADATA_SCHEMA_SIZE_MAX_CHARACTERS`, some 35 MB at worst. */
const validators = new Map<string, ValidateFunction>();

/** Compiling takes a few milliseconds, so compiled schemas are kept, the oldest giving way. */
const validatorOf = (schema: object): ValidateFunction => {
  const hash = createHash('sha256').update(JSON.stringify(schema)).digest('base64');
  const known = validators.get(hash);
  if (known) return known;
  const [oldest] = validators.keys();
  if (validators.size >= VALIDATOR_COUNT_MAX && oldest !== undefined) validators.delete(oldest);
  const validator = compile(schema);
  validators.set(hash, validator);
  return validator;
};

/**
 * An Ajv for each schema: one for all keeps every schema and every function it ever compiled, also
 * after `removeSchema`. What MetadataSchema has let in needs no second look, hence no meta schema.
 */
const compile = (schema: object): ValidateFunction => {
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    ownProperties: true, // else `required: ["toString"]` is met by every object
    meta: false,
    validateSchema: false,
  });
  addFormats.default(ajv, [...METADATA_FORMATS]);
  return ajv.compile(schema);
};

const metadataFaults = (action: NormalisedAction, type: ActionType | undefined): RuleFault[] => {
  if (!type?.metadataSchema) return [];
  const validate = validatorOf(type.metadataSchema);
  if (validate(action.metadonnees)) return [];
  return (validate.errors ?? []).slice(0, FAULT_COUNT_MAX + 1).map((error) => ({
    path: metadataPath(error),
    message: error.message ?? 'not valid',
  }));
};

const metadataPath = (error: ErrorObject): string => {
  const missing: unknown = error.params['missingProperty'] ?? error.params['additionalProperty'];
  const path = `metadonnees${error.instancePath.replaceAll('/', '.')}`;
  return typeof missing === 'string' ? `${path}.${missing}` : path;
};
