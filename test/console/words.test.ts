import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { en } from '../../console/src/i18n/en.ts';
import { fr } from '../../console/src/i18n/fr.ts';
import * as search from '../../console/src/search.ts';
import { ACTION_STATUSES } from '../../src/domain/actions/statuses.ts';
import { ENTITY_TYPES } from '../../src/domain/entities/types.ts';
import { ALL_PERMISSIONS, ROLES } from '../../src/domain/shared/permissions.ts';

/**
 * Goal: two choices side by side never read alike, and what the api knows by a code is shown in words.
 * Method: the catalogues of the console, beside the permissions and the audit entries of the source.
 */

const SOURCE = join(import.meta.dirname, '../../src');

const codesOf = async (pattern: RegExp): Promise<string[]> => {
  const paths = (await readdir(SOURCE, { recursive: true })).filter((path) => path.endsWith('.ts'));
  const texts = await Promise.all(paths.map((path) => readFile(join(SOURCE, path), 'utf8')));
  const codes = texts.flatMap((text) => [...text.matchAll(pattern)].map(([, code = '']) => code));
  return [...new Set(codes)];
};

test('the console reads the statuses, record types and roles of the api in an address', () => {
  expect(search.ACTION_STATUSES).toEqual(ACTION_STATUSES);
  expect(search.ENTITY_TYPES).toEqual(ENTITY_TYPES);
  expect(search.ROLES).toEqual(ROLES);
});

describe('the words of a bulk retry', () => {
  test.each([
    ['French', fr],
    ['English', en],
  ])('tell its four filters apart in %s', (_, { actions, statuses }) => {
    const words = [actions.viewToHandle, statuses.failed, statuses.expired, statuses.cancelled];
    expect(new Set(words).size).toBe(words.length);
  });
});

describe.each([
  ['French', fr],
  ['English', en],
])('the codes of the api have words in %s', (_, { permissions, operationsOf, audit }) => {
  test('for every permission a key may be given', () => {
    const mute = ALL_PERMISSIONS.filter((permission) => {
      const [resource = '', operation = ''] = permission.split(':');
      return !(
        resource in permissions &&
        (permission in operationsOf || operation in operationsOf)
      );
    });
    expect(mute).toEqual([]);
  });

  test('for everything the audit trail records', async () => {
    const operations = await codesOf(/\boperation: '([a-z_]+\.[a-z_]+)'/g);
    expect(operations.length).toBeGreaterThan(20);
    expect(operations.filter((code) => !(code in audit.operations))).toEqual([]);
  });

  test('for everything an audit entry is about', async () => {
    const resources = await codesOf(/\b(?:resourceType: |RESOURCE = )'([a-z_]+)'/g);
    expect(resources.length).toBeGreaterThan(9);
    expect(resources.filter((code) => !(code in audit.resources))).toEqual([]);
  });
});
