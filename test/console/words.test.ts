import { describe, expect, test } from 'vitest';
import { en } from '../../console/src/i18n/en.ts';
import { fr } from '../../console/src/i18n/fr.ts';
import * as statuses from '../../console/src/pages/actions/statuses.ts';
import * as types from '../../console/src/pages/entities/types.ts';
import * as roles from '../../console/src/pages/users/roles.ts';
import { PROBLEM_CODES } from '../../src/api/http/errors.ts';
import { ACTION_STATUSES } from '../../src/domain/actions/statuses.ts';
import { ENTITY_TYPES } from '../../src/domain/entities/types.ts';
import { EVENTS } from '../../src/domain/shared/events.ts';
import { FAULT_FORMATS, FAULT_RECORDS, FAULT_TYPES } from '../../src/domain/shared/fault-codes.ts';
import { FAULT_CODES } from '../../src/domain/shared/faults.ts';
import { ALL_PERMISSIONS, ROLES } from '../../src/domain/shared/permissions.ts';
import { PUBLIC_EVENTS } from '../../src/domain/webhooks/event-types.ts';

/**
 * Goal: two choices side by side never have the same text, and every code of the api has words.
 * Method: compare the catalogues of the console with the permissions and the declared events.
 */

const WHERE =
  'codes in words.fr.ts and words.en.ts of the capability, which i18n/fr.ts and i18n/en.ts merge';

const audited = EVENTS.filter(({ audit }) => audit !== null);

test('the console has the same action statuses, record types and roles as the api', () => {
  expect(statuses.ACTION_STATUSES).toEqual(ACTION_STATUSES);
  expect(types.ENTITY_TYPES).toEqual(ENTITY_TYPES);
  expect(roles.ROLES).toEqual(ROLES);
});

describe('the words of a bulk retry', () => {
  test.each([
    ['French', fr],
    ['English', en],
  ])('give its four filters different names in %s', (_, { actions, statuses }) => {
    const words = [actions.viewToHandle, statuses.failed, statuses.expired, statuses.cancelled];
    expect(new Set(words).size).toBe(words.length);
  });
});

describe.each([
  ['French', fr],
  ['English', en],
])('the codes of the api have words in %s', (_, { apiKeys, codes, faults, problems }) => {
  test('for every fault, format and problem', () => {
    expect(Object.keys(faults.codes).toSorted()).toEqual(FAULT_CODES.toSorted());
    expect(Object.keys(faults.formats).toSorted()).toEqual(Object.keys(FAULT_FORMATS).toSorted());
    expect(Object.keys(problems.codes).toSorted()).toEqual(PROBLEM_CODES.toSorted());
  });

  test('for every type and record a fault may carry', () => {
    const { wrong_type: wrongType, unknown_record: unknownRecord } = faults.codes;
    const texts = [
      ...FAULT_TYPES.map((expected) => wrongType({ expected })),
      ...FAULT_RECORDS.map((record) => unknownRecord({ record })),
    ];
    expect(new Set(texts).size).toBe(FAULT_TYPES.length + FAULT_RECORDS.length);
    expect(texts.filter((text) => /undefined|^$/.test(text))).toEqual([]);
  });

  test('for every permission of an API key', () => {
    const missing = ALL_PERMISSIONS.filter((permission) => {
      const [resource = '', operation = ''] = permission.split(':');
      return !(
        resource in codes.permissions &&
        (permission in codes.permissions || operation in apiKeys.permissionOperations)
      );
    });
    expect(
      missing,
      `name the resource, and the permission if its operation is a new word, in \`permissions\` of ${WHERE}`,
    ).toEqual([]);
  });

  test('for every operation in the audit trail', () => {
    const operations = audited.flatMap(({ audit }) => (audit === null ? [] : [audit]));
    expect(operations.length).toBeGreaterThan(20);
    const missing = operations.filter((code) => !(code in codes.auditOperations));
    expect(missing, `add them to \`auditOperations\` of ${WHERE}`).toEqual([]);
  });

  test('for every resource type in the audit trail', () => {
    const resources = audited.map(({ subjectType }) => subjectType);
    expect(new Set(resources).size).toBeGreaterThan(9);
    const missing = resources.filter((code) => !(code in codes.auditResources));
    expect([...new Set(missing)], `add them to \`auditResources\` of ${WHERE}`).toEqual([]);
  });
});

describe.each([
  ['French', fr],
  ['English', en],
])('the picker of events of a webhook in %s', (_, { webhookEvents, webhookEventGroups }) => {
  test('has words for every event', () => {
    const missing = PUBLIC_EVENTS.filter(({ name }) => !(name in webhookEvents));
    expect(
      missing.map(({ name }) => name),
      'add them to `webhookEvents` in pages/webhooks/words.fr.ts and words.en.ts',
    ).toEqual([]);
  });

  test('has words for every group', () => {
    const subjects = [...new Set(PUBLIC_EVENTS.map(({ subjectType }) => subjectType))];
    expect(subjects.filter((subject) => !(subject in webhookEventGroups))).toEqual([]);
  });
});

test('a French text never breaks before its punctuation', () => {
  expect(fr.common.leaveTitle).toBe('Quitter sans enregistrer\u202f?');
  expect(fr.problems.requestId('a1')).toBe('Référence\u00a0: a1');
  expect(fr.palette.nothing('abc')).toBe('Aucun résultat pour «\u00a0abc\u00a0»');
});
