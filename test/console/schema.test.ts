import { describe, expect, test } from 'vitest';
import { schemaFaults, type SchemaField } from '../../console/src/ui/form/schema.ts';

/** Goal: a form made of a schema finds the faults that the api would. Method: the pure rules. */

const faultOf = (field: SchemaField, value: unknown, required: readonly string[] = []) =>
  schemaFaults({ properties: { field }, required }, value === undefined ? {} : { field: value })[
    'field'
  ];

describe('the faults of a schema', () => {
  test('an empty field is a fault only if it is required', () => {
    for (const empty of [undefined, '', []]) {
      expect(faultOf({ type: 'string' }, empty)).toBeUndefined();
      expect(faultOf({ type: 'string' }, empty, ['field'])).toEqual({ code: 'required' });
    }
    expect(faultOf({ type: 'number' }, 0, ['field'])).toBeUndefined();
  });

  test.each([
    [{ type: 'integer', minimum: 3 }, 2, { code: 'too_small', min: 3 }],
    [{ type: 'number', maximum: 10 }, 10.5, { code: 'too_big', max: 10 }],
    [{ type: 'string', minLength: 3 }, 'ab', { code: 'too_short', min: 3 }],
    [{ type: 'string', maxLength: 2 }, 'abc', { code: 'too_long', max: 2 }],
    [{ type: 'string', enum: ['HAUTE'] }, 'BASSE', { code: 'not_one_of' }],
    [{ type: 'string', format: 'email' }, 'nora@', { code: 'email' }],
    [{ type: 'string', format: 'date-time' }, 'demain', { code: 'date' }],
    [{ type: 'array', maxItems: 1 }, ['a', 'b'], { code: 'too_many', max: 1 }],
    [{ type: 'array', items: { type: 'number' } }, [Number.NaN], { code: 'not_a_number' }],
    [
      { type: 'array', items: { type: 'string', maxLength: 1 } },
      ['ab'],
      { code: 'too_long', max: 1 },
    ],
  ] as const)('%j refuses %j', (field, value, fault) => {
    expect(faultOf(field, value)).toEqual(fault);
  });

  test('a value within its bounds has no fault', () => {
    expect(faultOf({ type: 'integer', minimum: 1, maximum: 3 }, 3)).toBeUndefined();
    expect(faultOf({ type: 'string', format: 'email' }, 'nora@example.com')).toBeUndefined();
    expect(faultOf({ type: 'boolean' }, false, ['field'])).toBeUndefined();
  });
});
