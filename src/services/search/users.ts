import { byRank, rankOf } from '../../domain/search/rank.ts';
import { searchUsers } from '../../queries/search/users.ts';
import type { SearchSource } from './source.ts';

/** So many matches are ranked. */
const RANKED_COUNT_MAX = 100;

/** People: by words of their name and e-mail address. */
export const userSource: SearchSource = {
  permission: 'users:read',
  find: async (tx, { text, scope, limit }) => {
    const found = await searchUsers(tx, { text, scope, limit: RANKED_COUNT_MAX });
    return byRank(
      found.map(({ name, email, ...user }) => ({
        ...user,
        kind: 'user' as const,
        title: name,
        subtitle: email,
        rank: rankOf({ title: name, names: [email] }, text) ?? 'elsewhere',
      })),
    ).slice(0, limit);
  },
};
