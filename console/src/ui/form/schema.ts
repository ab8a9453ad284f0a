/** What SchemaForm reads of a JSON schema, and the faults of a value. Any I/O-free caller may check with it. */

export type SchemaValue = Readonly<Record<string, unknown>>;

export interface SchemaField {
  type: 'string' | 'number' | 'integer' | 'boolean' | 'array';
  title?: string | undefined;
  description?: string | undefined;
  enum?: readonly (string | number)[] | undefined;
  /** Proposed; any other value is accepted too. */
  examples?: readonly string[] | undefined;
  format?: 'date' | 'date-time' | 'email' | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  minItems?: number | undefined;
  maxItems?: number | undefined;
  items?:
    | {
        type: 'string' | 'number' | 'integer';
        minLength?: number | undefined;
        maxLength?: number | undefined;
      }
    | undefined;
}

export interface ObjectSchema {
  properties: Readonly<Record<string, SchemaField>>;
  required?: readonly string[] | undefined;
  additionalProperties?: boolean | undefined;
}

/** One fault, as the api would name it. */
export type SchemaFault =
  | { code: 'required' | 'not_one_of' | 'not_a_number' | 'email' | 'date' }
  | { code: 'too_short' | 'too_small' | 'too_few'; min: number }
  | { code: 'too_long' | 'too_big' | 'too_many'; max: number };

/** The first fault of each field, by name. */
export const schemaFaults = (
  schema: ObjectSchema,
  value: SchemaValue,
): Readonly<Record<string, SchemaFault>> =>
  Object.fromEntries(
    Object.entries(schema.properties).flatMap(([name, field]) => {
      const fault = faultOf(field, value[name], schema.required?.includes(name) === true);
      return fault === null ? [] : [[name, fault]];
    }),
  );

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && !value.length);

const faultOf = (field: SchemaField, value: unknown, isRequired: boolean): SchemaFault | null => {
  if (isEmpty(value)) return isRequired ? { code: 'required' } : null;
  if (Array.isArray(value)) return listFault(field, value);
  if (field.enum !== undefined && !field.enum.some((choice) => choice === value))
    return { code: 'not_one_of' };
  if (field.type === 'number' || field.type === 'integer') return numberFault(field, value);
  return typeof value === 'string' ? textFault(field, value) : null;
};

const numberFault = (field: SchemaField, value: unknown): SchemaFault | null => {
  if (typeof value !== 'number' || Number.isNaN(value)) return { code: 'not_a_number' };
  const { minimum = -Infinity, maximum = Infinity } = field;
  if (value < minimum) return { code: 'too_small', min: minimum };
  return value > maximum ? { code: 'too_big', max: maximum } : null;
};

/** A coarse check: the api decides. */
export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

const textFault = (field: SchemaField, value: string): SchemaFault | null => {
  if (field.format === 'email' && !isEmail(value)) return { code: 'email' };
  if (field.format !== undefined && field.format !== 'email' && Number.isNaN(Date.parse(value)))
    return { code: 'date' };
  return lengthFault(field, value);
};

const lengthFault = (
  { minLength = 0, maxLength = Infinity }: Pick<SchemaField, 'minLength' | 'maxLength'>,
  { length }: string,
): SchemaFault | null => {
  if (length < minLength) return { code: 'too_short', min: minLength };
  return length > maxLength ? { code: 'too_long', max: maxLength } : null;
};

const listFault = (
  { minItems = 0, maxItems = Infinity, items = { type: 'string' } }: SchemaField,
  values: readonly unknown[],
): SchemaFault | null => {
  if (values.length < minItems) return { code: 'too_few', min: minItems };
  if (values.length > maxItems) return { code: 'too_many', max: maxItems };
  if (items.type !== 'string')
    return values.every((item) => typeof item === 'number' && !Number.isNaN(item))
      ? null
      : { code: 'not_a_number' };
  for (const item of values) {
    const fault = typeof item === 'string' ? lengthFault(items, item) : null;
    if (fault !== null) return fault;
  }
  return null;
};
