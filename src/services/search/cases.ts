import { byRank, rankOf } from '../../domain/search/rank.ts';
import { listCases } from '../../queries/cases/list.ts';
import type { SearchSource } from './source.ts';

/** So many of the last changed matches are ranked. */
const RANKED_COUNT_MAX = 100;

/** Cases: by reference, words of their own text, of one note, or of the name of their client. */
export const caseSource: SearchSource = {
  permission: 'cases:read',
  find: async (tx, { text, scope, limit }) => {
    const rows = await listCases(tx, {
      scope,
      filter: { q: text },
      sort: 'updated_at',
      isDescending: true,
      after: undefined,
      limit: RANKED_COUNT_MAX,
    });
    const hits = rows.map((row) => ({
      kind: 'case' as const,
      id: row.id,
      title: row.title,
      subtitle: `${row.reference} · ${row.person_name}`,
      rank: rankOf({ title: row.title, names: [row.reference] }, text) ?? 'elsewhere',
      status: row.status,
    }));
    return byRank(hits).slice(0, limit);
  },
};
