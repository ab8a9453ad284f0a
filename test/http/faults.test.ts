/**
 * Goal: a fault is a code and its parameters, whatever found it. Method: schemas of every kind, and the
 * page that documents the codes.
 */
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PROBLEM_CODES } from '../../src/api/http/errors.ts';
import { metadataFaults } from '../../src/domain/actions/metadata.ts';
import { FAULT_FORMATS } from '../../src/domain/shared/fault-codes.ts';
import { FaultOut } from '../../src/domain/shared/fault-shape.ts';
import { FAULT_CODES } from '../../src/domain/shared/faults.ts';
import { because, check } from '../../src/domain/shared/schema-faults.ts';

const faultsOf = (schema: z.ZodType, input: unknown) => {
  const checked = check(schema, input);
  if (checked.success) throw new Error('the input is valid');
  return checked.faults.map((fault) => FaultOut.parse(fault));
};

describe('a value that a schema refuses', () => {
  const colours = ['red', 'green'] as const;
  const cases: [string, z.ZodType, unknown, string, object][] = [
    ['absent', z.string(), undefined, 'required', {}],
    ['absent of several', z.enum(colours), undefined, 'required', {}],
    ['absent of two types', z.union([z.string(), z.number()]), undefined, 'required', {}],
    ['null', z.string(), null, 'wrong_type', { expected: 'string' }],
    ['a half', z.int(), 0.5, 'wrong_type', { expected: 'integer' }],
    ['a list', z.record(z.string(), z.unknown()), [], 'wrong_type', { expected: 'object' }],
    ['one of no type', z.union([z.string(), z.number()]), true, 'invalid', {}],
    ['another choice', z.enum(colours), 'blue', 'not_one_of', { allowed: ['red', 'green'] }],
    ['another word', z.literal('object'), 'array', 'not_one_of', { allowed: ['object'] }],
    ['short', z.string().min(2), 'a', 'too_short', { min: 2 }],
    ['long', z.string().max(2), 'abc', 'too_long', { max: 2 }],
    ['few', z.array(z.string()).min(1), [], 'too_few', { min: 1 }],
    ['many', z.array(z.string()).max(1), ['a', 'b'], 'too_many', { max: 1 }],
    ['small', z.number().min(1), 0, 'too_small', { min: 1 }],
    ['not positive', z.int().positive(), 0, 'too_small', { min: 0, exclusive: true }],
    ['big', z.number().max(1), 2, 'too_big', { max: 1 }],
    ['not negative', z.number().negative(), 0, 'too_big', { max: 0, exclusive: true }],
    ['no multiple', z.number().multipleOf(5), 7, 'not_multiple_of', { divisor: 5 }],
    ['no address', z.email(), 'x', 'invalid_format', { format: 'email' }],
    ['no link', z.url(), 'x', 'invalid_format', { format: 'url' }],
    ['no UUID', z.uuid(), 'x', 'invalid_format', { format: 'uuid' }],
    ['no instant', z.iso.datetime(), 'x', 'invalid_format', { format: 'date_time' }],
    ['no day', z.iso.date(), 'x', 'invalid_format', { format: 'date' }],
    [
      'a pattern with a name',
      z.string().regex(/^a$/, 'action_type'),
      'b',
      'invalid_format',
      { format: 'action_type' },
    ],
    [
      'a pattern without a name',
      z.string().regex(/^a$/),
      'b',
      'invalid_format',
      { format: 'other' },
    ],
    [
      'a rule with a code',
      z.string().refine(() => false, because('wrong_length', { min: 1, max: 2 })),
      'b',
      'wrong_length',
      { min: 1, max: 2 },
    ],
    ['a rule without a code', z.string().refine(() => false), 'b', 'invalid', {}],
  ];

  test.each(cases)('that is %s has a code and its parameters', (_, schema, input, code, params) => {
    expect(faultsOf(z.object({ field: schema }), { field: input })).toEqual([
      { path: 'field', code, params, message: expect.stringMatching(/^[a-z]/) },
    ]);
  });

  test('is named by its path, also within lists, records and names nobody knows', () => {
    const schema = z.strictObject({
      list: z.array(z.string()),
      named: z.record(z.string().max(1), z.number()),
    });
    const faults = faultsOf(schema, { list: ['a', 1], named: { a: 'x', long: 1 }, more: 1 });
    expect(faults.map(({ path, code }) => `${path}: ${code}`).toSorted()).toEqual([
      'list.1: wrong_type',
      'more: unknown_field',
      'named.a: wrong_type',
      'named.long: too_long',
    ]);
  });

  test('names the field that a misspelt one is meant to be, also within lists', () => {
    const inner = z.strictObject({ call_center_id: z.int().optional() });
    const schema = z.strictObject({ events: z.array(inner).optional(), name: z.string() });
    const faults = faultsOf(schema, {
      evnts: [],
      events: [{ call_centre_id: 1, other: 2 }],
      name: 'CRM',
      secret: 'x',
    });
    expect(faults.map(({ path, params, message }) => [path, params.field, message])).toEqual(
      expect.arrayContaining([
        ['evnts', 'events', 'unknown field: did you mean events?'],
        [
          'events.0.call_centre_id',
          'call_center_id',
          'unknown field: did you mean call_center_id?',
        ],
        ['events.0.other', undefined, 'unknown field'],
        ['secret', undefined, 'unknown field'],
      ]),
    );
  });

  test('lists at most twenty of the values that are allowed, and says how many there are', () => {
    const many = z.enum(Array.from({ length: 30 }, (_, n) => `choice${n}`));
    const [fault] = faultsOf(many, 'x');
    expect(fault?.params.allowed).toHaveLength(20);
    expect(fault).toMatchObject({
      params: { count: 30 },
      message: expect.stringMatching(/choice19, … \(30 in all\)$/),
    });
  });
});

test('metadata that a JSON schema refuses have codes of the same table', () => {
  const schema = {
    type: 'object',
    properties: {
      choice: { type: 'string', enum: ['a'] },
      count: { type: 'integer', minimum: 1 },
      most: { type: 'number', maximum: 1 },
      short: { type: 'string', minLength: 2 },
      long: { type: 'string', maxLength: 1 },
      few: { type: 'array', minItems: 1 },
      many: { type: 'array', maxItems: 1 },
      at: { type: 'string', format: 'date-time' },
      wrong: { type: 'boolean' },
    },
    required: ['absent'],
    additionalProperties: false,
  };
  const metadata = {
    choice: 'b',
    count: 0,
    most: 2,
    short: 'a',
    long: 'ab',
    few: [],
    many: [1, 2],
    at: 'demain',
    wrong: 'yes',
    more: 1,
  };
  const found = metadataFaults(metadata, schema, 'metadonnees').map((fault) =>
    FaultOut.parse(fault),
  );
  expect(found.map(({ path, code, params }) => [path, code, params])).toEqual(
    expect.arrayContaining([
      ['metadonnees.absent', 'required', {}],
      ['metadonnees.more', 'unknown_field', {}],
      ['metadonnees.choice', 'not_one_of', { allowed: ['a'] }],
      ['metadonnees.count', 'too_small', { min: 1 }],
      ['metadonnees.most', 'too_big', { max: 1 }],
      ['metadonnees.short', 'too_short', { min: 2 }],
      ['metadonnees.long', 'too_long', { max: 1 }],
      ['metadonnees.few', 'too_few', { min: 1 }],
      ['metadonnees.many', 'too_many', { max: 1 }],
      ['metadonnees.at', 'invalid_format', { format: 'date_time' }],
      ['metadonnees.wrong', 'wrong_type', { expected: 'boolean' }],
    ]),
  );
  expect(found).toHaveLength(11);
});

test('docs/api-errors.md lists every code and every format, and no other', async () => {
  const page = await readFile(new URL('../../docs/api-errors.md', import.meta.url), 'utf8');
  const [problems = '', faults = ''] = page.split('## Faults');
  const codesIn = (text: string, column: number): string[] =>
    text
      .split('\n')
      .filter((line) => /^\| (?:\d{3}|other|`)/.test(line))
      .flatMap((line) => [...(line.split('|')[column] ?? '').matchAll(/`([a-z_]+)`/g)])
      .flatMap(([, code = '']) => (code === 'code' ? [] : [code]));
  expect(codesIn(problems, 2).toSorted()).toEqual(PROBLEM_CODES.toSorted());
  expect(codesIn(faults, 1).toSorted()).toEqual(FAULT_CODES.toSorted());
  const [, formats = ''] = page.split('\nFormats:');
  expect([...formats.matchAll(/`([a-z_]+)`/g)].map(([, name]) => name)).toEqual(
    Object.keys(FAULT_FORMATS),
  );
});
