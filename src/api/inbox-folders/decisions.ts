import { folderDecisionsListed } from '../../domain/inbox-folders/events.ts';
import {
  AiReasonOut,
  ConversationParams,
  FolderDecisionsOut,
  MatchReasonOut,
} from '../../domain/inbox-folders/shapes.ts';
import { isWithin } from '../../domain/shared/permissions.ts';
import { findDecided, listDecisions } from '../../queries/inbox-folders/decisions.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';

/** Why a conversation is in its folder: which condition matched which text, or who moved it. */
export const folderDecisionsEndpoint = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'folder_decisions.list',
      method: 'get',
      path: '/inbox/conversations/{id}/folder-decisions',
      permission: 'conversations:read',
      summary: 'Why a conversation is in its folder, the newest decision first',
      params: ConversationParams,
      load: async ({ tx, params, scope }) => {
        const row = await findDecided(tx, params.id);
        const owned = {
          userId: row?.assigned_to ?? null,
          callCentreId: row?.call_centre_id ?? null,
        };
        return row && isWithin(scope, owned) ? row : undefined;
      },
      status: 200,
      answer: FolderDecisionsOut,
    },
    async ({ read }) =>
      read(async (tx, { id }) => {
        const rows = await listDecisions(tx, id);
        tx.emit(folderDecisionsListed, { subjectId: id });
        return {
          body: {
            data: rows.map((row) => ({
              ...row,
              reason: MatchReasonOut.safeParse(row.reason).data ?? null,
              ai: row.source === 'ai' ? (AiReasonOut.safeParse(row.reason).data ?? null) : null,
              created_at: row.created_at.toISOString(),
            })),
          },
        };
      }),
  );
