import { expect, test } from 'vitest';
import { staleCounts, staleLists } from '../../console/src/stream/stale.ts';

/** Goal: a busy company does not make each open board read all its pages again several times a second. */

const message = { topic: 'case.updated', data: { id: 1 } } as const;

test('a change of a case makes the board stale with the counts, not with the lists', () => {
  const board = ['board', '/api/crm/case'];
  const count = ['get', '/api/crm/case/count'];
  expect(staleCounts(message)).toEqual(expect.arrayContaining([board, count]));
  expect(staleLists(message)).not.toContainEqual(board);
  expect(staleLists(message)).not.toContainEqual(count);
  expect(staleLists(message)).toContainEqual(['get', '/api/crm/case']);
});
