import { autoReplyRead } from '../../domain/auto-replies/events.ts';
import { FolderQualityOut, QualityOut, QualityQuery } from '../../domain/auto-replies/quality.ts';
import { FolderParams } from '../../domain/inbox-folders/shapes.ts';
import { listQuality, listRejections } from '../../queries/auto-replies/quality.ts';
import { foundFolder } from '../inbox-folders/views.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';

/** What people did with the automatic replies of each folder. */

const DAY_MS = 24 * 60 * 60 * 1000;
const sinceOf = ({ clock }: Pick<ApiDeps, 'clock'>, days: number): Date =>
  new Date(clock.now().getTime() - days * DAY_MS);

const SIMILARITY =
  'Similarity is of what was sent to what the model wrote, 0 to 1, for what a person approved.';

export const autoReplyQualityEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'auto_replies.quality',
      method: 'get',
      path: '/inbox/auto-replies/quality',
      permission: 'auto_replies:write',
      summary: 'How good the automatic replies of each folder are',
      description: SIMILARITY,
      query: QualityQuery,
      status: 200,
      answer: QualityOut,
    },
    async ({ query: { days }, read }) => ({
      body: { data: await read((tx) => listQuality(tx, { since: sinceOf(deps, days) })) },
    }),
  ),
  endpoint(
    deps,
    {
      id: 'folder_auto_replies.quality',
      method: 'get',
      path: '/inbox/folders/{id}/auto-reply/quality',
      permission: 'auto_replies:write',
      summary: 'How good the automatic replies of a folder are, and why drafts were rejected',
      description: SIMILARITY,
      params: FolderParams,
      load: foundFolder,
      query: QualityQuery,
      status: 200,
      answer: FolderQualityOut,
    },
    ({ params: { id: folderId }, query: { days }, read }) =>
      read(async (tx) => {
        const period = { since: sinceOf(deps, days), folderId };
        const [[quality], rejections] = await Promise.all([
          listQuality(tx, period),
          listRejections(tx, period),
        ]);
        // A reason may quote the conversation.
        tx.emit(autoReplyRead, {
          subjectId: '*',
          after: { folder_id: folderId, count: rejections.length },
        });
        return {
          body: {
            quality: quality ?? null,
            rejections: rejections.map(({ decided_at: at, ...rejection }) => ({
              ...rejection,
              decided_at: at.toISOString(),
            })),
          },
        };
      }),
  ),
];
