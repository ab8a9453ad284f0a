import { z } from '@hono/zod-openapi';
import { ACTION_STATUSES } from '../actions/statuses.ts';
import { CASE_STATUSES } from '../cases/words.ts';
import { CONVERSATION_STATUSES } from '../conversations/statuses.ts';
import { ENTITY_TYPES } from '../entities/types.ts';
import { wholeNumber } from '../shared/pages.ts';
import { ROLES } from '../shared/permissions.ts';
import { SEARCH_RANKS } from './rank.ts';

/** One search over everything that the caller may list. */

const SEARCH_LIMIT_DEFAULT = 15;
const SEARCH_LIMIT_MAX = 25;

export const SearchQuery = z.object({
  q: z.string().trim().min(2).max(200).openapi({
    description:
      'Words or beginnings of words; a reference; a telephone number in whatever way it is written; an e-mail address; the id of an action, or its beginning.',
    example: 'dumitru',
  }),
  limit: wholeNumber(z.int().min(1).max(SEARCH_LIMIT_MAX)).default(SEARCH_LIMIT_DEFAULT),
});

const rank = z.enum(SEARCH_RANKS).openapi({
  description:
    '`exact`: title, reference, id or address. `prefix`: one of them begins so. `word`: words of the title. `elsewhere`: other data.',
});

const RecordHit = z
  .object({
    kind: z.literal('record'),
    id: z.number(),
    title: z.string(),
    subtitle: z.string().openapi({ description: 'The reference.' }),
    rank,
    type: z.enum(ENTITY_TYPES),
    ref: z.string(),
    statut_dossier: z.string().nullable(),
  })
  .openapi('SearchRecord');

const LeadHit = z
  .object({
    kind: z.literal('lead'),
    id: z.number(),
    title: z.string(),
    subtitle: z.string().openapi({ description: 'Company name, e-mail address and number.' }),
    rank,
    status: z.string(),
  })
  .openapi('SearchLead');

const ProjectHit = z
  .object({
    kind: z.literal('project'),
    id: z.number(),
    title: z.string(),
    subtitle: z.string().openapi({ description: 'The name of its contact; may be empty.' }),
    rank,
    is_closed: z.boolean(),
  })
  .openapi('SearchProject');
const CaseHit = z
  .object({
    kind: z.literal('case'),
    id: z.number(),
    title: z.string(),
    subtitle: z.string().openapi({ description: 'Reference and name of the client.' }),
    rank,
    status: z.enum(CASE_STATUSES),
  })
  .openapi('SearchCase');

const ConversationHit = z
  .object({
    kind: z.literal('conversation'),
    id: z.number(),
    title: z.string().openapi({ description: 'The subject; may be empty.' }),
    subtitle: z.string().openapi({ description: 'Name and address of the contact.' }),
    rank,
    status: z.enum(CONVERSATION_STATUSES),
    last_message_at: z.iso.datetime(),
  })
  .openapi('SearchConversation');

const ActionHit = z
  .object({
    kind: z.literal('action'),
    id: z.uuid(),
    title: z.string().openapi({ description: "The label of its type, in the caller's language." }),
    subtitle: z
      .string()
      .openapi({ description: 'The name of its record; empty without a record.' }),
    rank,
    action_type: z.string(),
    status: z.enum(ACTION_STATUSES),
    created_at: z.iso.datetime(),
  })
  .openapi('SearchAction');

const UserHit = z
  .object({
    kind: z.literal('user'),
    id: z.number(),
    title: z.string(),
    subtitle: z.string().openapi({ description: 'The e-mail address.' }),
    rank,
    role: z.enum(ROLES),
    is_active: z.boolean(),
  })
  .openapi('SearchUser');

const contactHit = {
  id: z.number(),
  title: z.string(),
  subtitle: z.string().openapi({
    description:
      'The organisation or web site, else the main e-mail address or telephone number; may be empty.',
  }),
  rank,
};
const PersonHit = z.object({ kind: z.literal('person'), ...contactHit }).openapi('SearchPerson');
const OrganisationHit = z
  .object({ kind: z.literal('organisation'), ...contactHit })
  .openapi('SearchOrganisation');

export const SearchHit = z.discriminatedUnion('kind', [
  RecordHit,
  PersonHit,
  OrganisationHit,
  LeadHit,
  ProjectHit,
  CaseHit,
  ConversationHit,
  ActionHit,
  UserHit,
]);
export type SearchHit = z.infer<typeof SearchHit>;
export type RecordHit = z.infer<typeof RecordHit>;
export type LeadHit = z.infer<typeof LeadHit>;
export type ConversationHit = z.infer<typeof ConversationHit>;
export type ActionHit = z.infer<typeof ActionHit>;
export type UserHit = z.infer<typeof UserHit>;

export const SearchOut = z.object({ data: z.array(SearchHit) }).openapi('Search');
