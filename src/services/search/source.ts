import type { SearchHit } from '../../domain/search/shapes.ts';
import type { Permission, Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';

/** What one capability gives to the search. */
export interface SearchSource {
  /** Without it the source is not asked. Its reach is that of the list. */
  permission: Permission;
  /** At most `limit`, best first. */
  find: (tx: Transaction, input: SearchInput) => Promise<readonly SearchHit[]>;
}

export interface SearchInput {
  /** Trimmed; at least two characters. */
  text: string;
  scope: Scope;
  /** Who searches: labels are in their language. */
  userId: number;
  limit: number;
  /** The newest records with these words. Several sources may ask for the same: it is read once. */
  findEntityIds: (text: string) => Promise<readonly number[]>;
}
