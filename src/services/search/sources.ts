import { actionSource } from './actions.ts';
import { caseSource } from './cases.ts';
import { organisationSource, personSource } from './contacts.ts';
import { conversationSource } from './conversations.ts';
import { entitySource } from './entities.ts';
import { leadSource } from './leads.ts';
import { projectSource } from './projects.ts';
import type { SearchSource } from './source.ts';
import { userSource } from './users.ts';

/** What a search looks through. Of the same rank and place, an earlier source comes first. */
export const SEARCH_SOURCES: readonly SearchSource[] = [
  entitySource,
  leadSource,
  conversationSource,
  caseSource,
  personSource,
  organisationSource,
  projectSource,
  actionSource,
  userSource,
];
