/**
 * Goal: generators make a client of docs/openapi.json whose answers parse and whose names do not meet.
 * Method: the rules that they need, on the document and against the real API. `npm run test:clients` runs
 * the generators themselves.
 */
import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createEntity } from '../support/actions.ts';
import { startTestApi, type TestApi } from '../support/api.ts';

const Schema = z.record(z.string(), z.unknown());
type Schema = z.infer<typeof Schema>;
const Operation = z.looseObject({
  operationId: z.string(),
  requestBody: z
    .object({
      required: z.boolean().optional(),
      content: z.record(z.string(), z.object({ schema: Schema })),
    })
    .optional(),
  responses: z.record(z.string(), z.looseObject({})),
});
const Document = z.looseObject({
  info: z.object({ license: z.object({ name: z.string(), identifier: z.string() }) }).loose(),
  servers: z.array(z.object({ url: z.string() }).loose()).min(1),
  components: z.looseObject({ schemas: z.record(z.string(), Schema) }),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
});

const file = new URL('../../docs/openapi.json', import.meta.url);
const document = Document.parse(JSON.parse(await readFile(file, 'utf8')));
const { schemas } = document.components;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
);

const pascal = (name: string): string =>
  name.replaceAll(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** An object without a name of its own: generators name it after the way to it. */
const isInlineObject = (schema: Schema): boolean =>
  !('$ref' in schema) && (schema['type'] === 'object' || 'properties' in schema);

/** The names of models that a generator makes below a schema: `Parent` + `Property` (+ `Item`). */
const namesBelow = (name: string, schema: unknown): string[] => {
  const { success, data } = Schema.safeParse(schema);
  if (!success || '$ref' in data) return [];
  const inner = (suffix: string, part: unknown): string[] => {
    const parsed = Schema.safeParse(part);
    if (!parsed.success) return [];
    const own = `${name}${suffix}`;
    return [...(isInlineObject(parsed.data) ? [own] : []), ...namesBelow(own, part)];
  };
  const properties = Schema.safeParse(data['properties']).data ?? {};
  const unions = ['anyOf', 'oneOf', 'allOf'].flatMap(
    (key) => z.array(z.unknown()).safeParse(data[key]).data ?? [],
  );
  return [
    ...Object.entries(properties).flatMap(([key, part]) => inner(pascal(key), part)),
    ...inner('Item', data['items']),
    ...inner('AdditionalProperty', data['additionalProperties']),
    ...unions.flatMap((part, index) => inner(`Type${index}`, part)),
  ];
};

describe('docs/openapi.json', () => {
  test('names its licence and a server that any address can stand for', () => {
    expect(document.servers).toMatchObject([{ url: '/' }]);
    expect(document.info.license.identifier).toMatch(/^LicenseRef-/);
  });

  test('has no two models of one name, in capitals or not', () => {
    const names = Object.entries(schemas).flatMap(([name, schema]) => [
      name,
      ...namesBelow(pascal(name), schema),
    ]);
    const known = new Set<string>();
    const twice = names.filter((name) => {
      const isKnown = known.has(name.toLowerCase());
      known.add(name.toLowerCase());
      return isKnown;
    });
    expect(twice, 'give the inner object a name: .openapi(…)').toEqual([]);
  });

  test('calls no component nullable: where null may come, a union says so', () => {
    const nullable = Object.entries(schemas)
      .filter(([, { type }]) => type === 'null' || (Array.isArray(type) && type.includes('null')))
      .map(([name]) => name);
    expect(nullable, 'z.union([Schema, z.null()]) instead of .nullable()').toEqual([]);
  });

  test('has no property without a type, where a generator would guess', () => {
    for (const field of ['before', 'after']) {
      const properties = Schema.parse(schemas['AuditEntry']?.['properties']);
      expect(properties[field], field).toMatchObject({ type: ['object', 'null'] });
      expect(schemas['AuditEntry']?.['required']).toContain(field);
    }
  });
});

/** Of the paths that need one. */
const QUERIES: Readonly<Record<string, string>> = {
  '/api/v1/action-routes/resolve': '?action_type=RELANCE_CANDIDAT_EMAIL',
  '/api/v1/organisations/matches': '?email=contact@example.com',
  '/api/v1/people/matches': '?email=marie.dumitru@example.com',
  '/api/v1/search': '?q=dumitru',
};

describe('the API answers as docs/openapi.json says', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
    await createEntity(api, api.company.owner.key);
  });
  afterAll(() => api.stop());

  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document, 'openapi');

  test.each(
    operations.filter(
      ({ method, path, responses }) =>
        method === 'get' &&
        !path.includes('{') &&
        JSON.stringify(responses['200']).includes('json'),
    ),
  )('$method $path', async ({ path }) => {
    const answer = await api.request(path + (QUERIES[path] ?? ''), { key: api.company.owner.key });
    const body: unknown = await answer.json();
    if (answer.status === 404) return; // not served by this configuration
    expect(answer.status).toBe(200);
    const pointer = path.replaceAll('~', '~0').replaceAll('/', '~1');
    const at = `openapi#/paths/${pointer}/get/responses/200/content/application~1json/schema`;
    const validate = ajv.compile({ $ref: at });
    expect(validate(body), ajv.errorsText(validate.errors)).toBe(true);
  });

  test.each(operations.filter(({ requestBody }) => requestBody !== undefined))(
    'a body of $operationId is required only if the route needs one',
    async ({ method, path, operationId, requestBody }) => {
      const address = path
        .replace('{type}', 'candidat')
        .replace('{ref}', 'DUMI15091992')
        .replace('{code}', 'ENVOYER_CARTE')
        .replaceAll(/\{\w+\}/g, 'x');
      const { key, id } = api.company.owner;
      const at = operationId === 'users.update' ? address.replace(/x$/, String(id)) : address;
      if (at.includes('/x')) return; // a record of its own would be needed: refusals.test.ts has them
      const answer = await api.request(at, { method: method.toUpperCase(), key });
      const isRefused =
        [415, 422].includes(answer.status) || (await answer.text()).includes('"is_valid":false');
      expect(requestBody?.required ?? false, `${operationId}: ${answer.status}`).toBe(isRefused);
    },
  );
});
