import type { z } from '@hono/zod-openapi';
import { conversationsExported } from '../../domain/conversations/events.ts';
import type { ConversationCsvRow } from '../../domain/conversations/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  listConversations,
  type ConversationSelection,
  type ListedConversation,
  type SortedConversation,
} from '../../queries/conversations/list.ts';
import { instant } from './views.ts';

/** Conversations as CSV, page by page. */

const EXPORT_PAGE_SIZE = 500;
const EXPORT_PAGE_COUNT_MAX = 200;

type Read = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
type CsvRow = z.input<typeof ConversationCsvRow>;

/** A transaction for each page, so that none stays open while the client reads. */
export async function* exportedRows(
  read: Read,
  selection: ConversationSelection,
): AsyncGenerator<CsvRow> {
  let last: SortedConversation | undefined;
  for (let page = 0; page < EXPORT_PAGE_COUNT_MAX; page += 1) {
    const after = last && { key: last.sort_key, id: last.id };
    const rows = await read((tx) => readPage(tx, selection, after));
    for (const row of rows) yield csvRow(row);
    last = rows.at(-1);
    if (rows.length < EXPORT_PAGE_SIZE) return;
  }
}

const readPage = async (
  tx: Transaction,
  selection: ConversationSelection,
  after: Parameters<typeof listConversations>[1]['after'],
): Promise<SortedConversation[]> => {
  const found = await listConversations(tx, {
    ...selection,
    sort: '-date',
    after,
    limit: EXPORT_PAGE_SIZE,
  });
  tx.emit(conversationsExported, {
    subjectId: '*',
    after: { filter: selection.filter, conversation_ids: found.map(({ id }) => id) },
  });
  return found;
};

const csvRow = (row: ListedConversation): CsvRow => ({
  ...row,
  created_at: row.created_at.toISOString(),
  last_message_at: row.last_message_at.toISOString(),
  mailbox: row.mailbox_name,
  folder: row.folder_name,
  assigned_to: row.assigned_to_name,
  waiting_since: instant(row.waiting_since),
  resolved_at: instant(row.resolved_at),
});
