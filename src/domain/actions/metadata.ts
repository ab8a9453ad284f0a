import { createHash } from 'node:crypto';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { METADATA_FORMATS } from '../action-types/shapes.ts';
import { fault, FAULT_COUNT_MAX, type Fault } from '../shared/faults.ts';
import { formatNamed, allowedOf, typeFault } from '../shared/schema-faults.ts';
import { Instant } from '../shared/values.ts';

/**
 * Validates the metadata of an action against the JSON schema of its type. Paths of faults begin with
 * `field`, the field of the request that holds the metadata.
 */

export const metadataFaults = (
  metadata: Record<string, unknown>,
  schema: object | null,
  field: string,
): Fault[] => {
  if (schema === null) return [];
  const validate = validatorOf(schema);
  if (validate(metadata)) return [];
  return (validate.errors ?? [])
    .slice(0, FAULT_COUNT_MAX + 1)
    .map((error) => toFault(error, field));
};

const VALIDATOR_COUNT_MAX = 500;
/** Key: hash of the schema's text. At most about 35 MB (`METADATA_SCHEMA_SIZE_MAX_CHARACTERS`). */
const validators = new Map<string, ValidateFunction>();

/** Caches compiled schemas, which take a few milliseconds each. The oldest is evicted first. */
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
 * One Ajv per schema: a shared one never frees compiled schemas, not even after `removeSchema`. No meta
 * schema: MetadataSchema has validated the schema already.
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
  // As everywhere else: Ajv's own also takes a space for `T`, and offsets that n8n can't read.
  ajv.addFormat('date-time', (text: string) => Instant.safeParse(text).success);
  return ajv.compile(schema);
};

/** Converts an error of a keyword that MetadataSchema allows. */
const toFault = ({ keyword, instancePath, params }: ErrorObject, field: string): Fault => {
  const path = `${field}${instancePath.replaceAll('/', '.')}`;
  const limit = Number(params['limit']);
  switch (keyword) {
    case 'required':
      return fault(`${path}.${String(params['missingProperty'])}`, 'required', {});
    case 'additionalProperties':
      return fault(`${path}.${String(params['additionalProperty'])}`, 'unknown_field', {});
    case 'type':
      return typeFault(path, String(params['type']));
    case 'enum':
      return fault(path, 'not_one_of', allowedOf(params['allowedValues']));
    case 'format':
      return fault(path, 'invalid_format', { format: formatNamed(String(params['format'])) });
    case 'minimum':
      return fault(path, 'too_small', { min: limit });
    case 'maximum':
      return fault(path, 'too_big', { max: limit });
    case 'minLength':
      return fault(path, 'too_short', { min: limit });
    case 'maxLength':
      return fault(path, 'too_long', { max: limit });
    case 'minItems':
      return fault(path, 'too_few', { min: limit });
    case 'maxItems':
      return fault(path, 'too_many', { max: limit });
    default:
      return fault(path, 'invalid', {});
  }
};
