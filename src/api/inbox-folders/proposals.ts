import { folderProposalsListed } from '../../domain/inbox-folders/events.ts';
import {
  ProposalAcceptIn,
  ProposalParams,
  ProposalsOut,
} from '../../domain/inbox-folders/proposals.ts';
import { FolderOut } from '../../domain/inbox-folders/shapes.ts';
import {
  acceptProposal,
  dismissProposal,
  listProposals,
  lockProposal,
} from '../../services/inbox-folders/propose.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { LoadRequest } from '../http/spec.ts';
import { toFolderOut } from './views.ts';

/** Proposed rules: they name senders, so only callers who may change folders see them. */

export const folderProposalEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  accept(deps),
  dismiss(deps),
];

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'folder_proposals.list',
      method: 'get',
      path: '/inbox/folders/proposals',
      permission: 'inbox_folders:write',
      summary: 'Rules that are proposed after what people moved by hand',
      description:
        'One for each sender of whom people moved three conversations to the same folder, if neither its rules nor those of a folder before it take this sender already. A conversation counts by its last move. Recorded in the audit trail.',
      status: 200,
      answer: ProposalsOut,
    },
    async ({ read }) =>
      read(async (tx) => {
        const rows = await listProposals(tx);
        const shown = rows.flatMap(({ conversations }) => conversations.map(({ id }) => id));
        if (rows.length > 0) {
          tx.emit(folderProposalsListed, { subjectId: '*', after: { conversation_ids: shown } });
        }
        return {
          body: {
            data: rows.map((row) => ({
              ...row,
              conversations: row.conversations.map((one) => ({
                ...one,
                last_message_at: new Date(one.last_message_at).toISOString(),
              })),
            })),
          },
        };
      }),
  );

const accept = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'folder_proposals.accept',
      method: 'post',
      path: '/inbox/folders/proposals/{id}/accept',
      permission: 'inbox_folders:write',
      summary: 'Add the sender of a proposal to the rules of its folder',
      description:
        'Starts a reclassification unless `reclassify` is false. 409 if it was dismissed, or the rules have no room; 404 once the folder is deleted, or the conversations were moved elsewhere. A second call changes nothing.',
      params: ProposalParams,
      load: locked,
      body: ProposalAcceptIn,
      sample: { reclassify: false },
      status: 200,
      answer: FolderOut,
    },
    async ({ body, write }) =>
      write(async (tx, proposal) => ({
        body: toFolderOut(await acceptProposal(tx, proposal, body)),
      })),
  );

const dismiss = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'folder_proposals.dismiss',
      method: 'post',
      path: '/inbox/folders/proposals/{id}/dismiss',
      permission: 'inbox_folders:write',
      summary: 'Never propose this sender for this folder again',
      description: '409 if it was accepted. A second call changes nothing.',
      params: ProposalParams,
      load: locked,
      status: 204,
    },
    async ({ write }) =>
      write(async (tx, proposal) => {
        await dismissProposal(tx, proposal);
        return {};
      }),
  );

const locked = ({ tx, params }: LoadRequest<typeof ProposalParams>) => lockProposal(tx, params.id);
