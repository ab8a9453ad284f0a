import type { z } from '@hono/zod-openapi';
import { inboxFoldersTested } from '../../domain/inbox-folders/events.ts';
import {
  FolderTestIn,
  FolderTestOut,
  TESTED_COUNT_MAX,
} from '../../domain/inbox-folders/shapes.ts';
import { fault } from '../../domain/shared/faults.ts';
import { scopeOf } from '../../domain/shared/permissions.ts';
import { invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { listNewest, type FiledRow } from '../../queries/inbox-folders/filing.ts';
import { findFolder } from '../../queries/inbox-folders/records.ts';
import {
  draftRulebook,
  placeOfSample,
  placesOf,
  type FolderDraft,
  type TriedPlace,
} from '../../services/inbox-folders/try.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, lacksPermission, type Endpoint } from '../http/endpoint.ts';

/** The test box: where a text, or the newest conversations, would go. Changes nothing. */
export const folderTestEndpoint = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'inbox_folders.test',
      method: 'post',
      path: '/inbox/folders/test',
      permission: 'inbox_folders:read',
      summary: 'Say which folder a text, or the newest conversations, would go to, and why',
      description: `With the rules as they are saved, or with those of the request. \`last\` needs \`conversations:read\`, takes at most ${TESTED_COUNT_MAX}, and is recorded in the audit trail.`,
      body: FolderTestIn,
      sample: {
        folder_id: 1,
        rules: {
          kind: 'all',
          rules: [
            { kind: 'text', field: 'sender_domain', operator: 'equals', values: ['client.com'] },
            { kind: 'none', rules: [{ kind: 'has_attachment', value: true }] },
          ],
        },
        sample: {
          sender: 'Marie Dumitru <marie@client.com>',
          recipient: 'contact@example.com',
          subject: 'Demande de rendez-vous',
          content: 'Bonjour, je voudrais un rendez-vous.',
          channel: 'email',
          attachment_names: [],
        },
        last: 50,
      },
      status: 200,
      answer: FolderTestOut,
    },
    async ({ body: { sample, last, ...draft }, caller, read }) => {
      const scope = scopeOf(caller, 'conversations:read');
      if (last !== undefined && !scope) throw lacksPermission('conversations:read');
      return read(async (tx) => {
        await requireFolder(tx, draft);
        const rulebook = await draftRulebook(tx, draft);
        const rows =
          last === undefined || !scope ? [] : await listNewest(tx, { scope, limit: last });
        const placed = await placesOf(tx, rulebook, rows);
        if (rows.length > 0) {
          tx.emit(inboxFoldersTested, {
            subjectId: '*',
            after: { conversation_ids: rows.map(({ id }) => id) },
          });
        }
        return {
          body: {
            sample: sample === undefined ? null : placeOut(placeOfSample(rulebook, sample)),
            conversations: placed.map(testedOut),
          },
        };
      });
    },
  );

export const requireFolder = async (
  tx: Transaction,
  { folder_id: folderId }: FolderDraft,
): Promise<void> => {
  if (folderId === undefined || (await findFolder(tx, folderId))) return;
  throw invalid([fault('folder_id', 'unknown_record', { record: 'inbox_folder' })]);
};

const placeOut = ({ folderId, isDraft, reason }: TriedPlace) => ({
  folder_id: folderId,
  is_draft: isDraft,
  reason,
});

const testedOut = (
  row: FiledRow & TriedPlace,
): z.infer<typeof FolderTestOut>['conversations'][number] => ({
  id: row.id,
  subject: row.subject,
  contact_name: row.contact_name,
  contact_address: row.contact_address,
  status: row.status,
  last_message_at: row.last_message_at.toISOString(),
  current_folder_id: row.is_folder_gone ? null : row.folder_id,
  is_folder_manual: row.is_folder_manual,
  ...placeOut(row),
});
