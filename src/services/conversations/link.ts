import type { z } from '@hono/zod-openapi';
import type { ConversationLinkIn } from '../../domain/conversations/changes.ts';
import { conversationLinked } from '../../domain/conversations/events.ts';
import { fault, type Fault } from '../../domain/shared/faults.ts';
import { covers, type Caller } from '../../domain/shared/permissions.ts';
import { invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { saveConversation } from '../../queries/conversations/changes.ts';
import { isLinkable } from '../../queries/conversations/links.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { findLead } from '../../queries/leads/records.ts';
import { audienceOf as audienceOfLead } from '../leads/facts.ts';
import { aboutConversation } from './facts.ts';

const LINKS = ['person_id', 'project_id', 'lead_id', 'organisation_id'] as const;
type Link = (typeof LINKS)[number];

/**
 * Links a conversation to records, or takes links away. The caller holds its lock. Out: `before` itself if
 * nothing is different. Errors: `validation_failed` for a record that is not there, or out of the user's reach.
 */
export const linkConversation = async (
  tx: Transaction,
  caller: Caller,
  before: ConversationRow,
  asked: Omit<z.infer<typeof ConversationLinkIn>, 'version'>,
): Promise<ConversationRow> => {
  const names = LINKS.filter((name) => asked[name] !== undefined && asked[name] !== before[name]);
  if (names.length === 0) return before;
  const faults = await Promise.all(names.map((name) => faultsOf(tx, caller, name, asked[name])));
  if (faults.flat().length > 0) throw invalid(faults.flat());
  const pick = (values: Partial<Record<Link, number | null | undefined>>) =>
    Object.fromEntries(names.map((name): [Link, number | null] => [name, values[name] ?? null]));
  const after = await saveConversation(tx, before, {
    ...pick(asked),
    ...(typeof asked.person_id === 'number' ? { contact_skipped_reason: null } : {}),
    version: before.version + 1,
  });
  tx.emit(conversationLinked, {
    ...aboutConversation(after),
    before: pick(before),
    after: pick(after),
  });
  return after;
};

const faultsOf = async (
  tx: Transaction,
  caller: Caller,
  name: Link,
  id: number | null | undefined,
): Promise<Fault[]> => {
  if (id === null || id === undefined) return [];
  const record = RECORDS[name];
  const isThere =
    record === 'lead'
      ? await isLeadInReach(tx, caller, id)
      : await isLinkable(tx, { kind: record, id });
  return isThere ? [] : [fault(name, 'unknown_record', { record })];
};

const RECORDS = {
  person_id: 'person',
  project_id: 'project',
  lead_id: 'lead',
  organisation_id: 'organisation',
} as const;

const isLeadInReach = async (tx: Transaction, caller: Caller, id: number): Promise<boolean> => {
  const lead = await findLead(tx, { id });
  return lead !== undefined && covers(caller, 'leads:read', audienceOfLead(lead));
};
