import { byRank, rankOf } from '../../domain/search/rank.ts';
import { listProjects } from '../../queries/projects.ts';
import type { SearchSource } from './source.ts';

/** So many of the newest matches are ranked. */
const RANKED_COUNT_MAX = 100;

/** Projects: by words of their name, or of that of their contact. */
export const projectSource: SearchSource = {
  permission: 'projects:read',
  find: async (tx, { text, limit }) => {
    const rows = await listProjects(tx, {
      text,
      isClosed: undefined,
      personId: undefined,
      organisationId: undefined,
      counted: undefined,
      beforeId: undefined,
      limit: RANKED_COUNT_MAX,
    });
    const hits = rows.map((row) => ({
      kind: 'project' as const,
      id: row.id,
      title: row.name,
      subtitle: row.person_name ?? row.organisation_name ?? '',
      rank: rankOf({ title: row.name }, text) ?? 'elsewhere',
      is_closed: row.is_closed,
    }));
    return byRank(hits).slice(0, limit);
  },
};
