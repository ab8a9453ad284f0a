import { z } from '@hono/zod-openapi';
import { declareInternalEvent, type StreamTopicDeclaration } from '../shared/declare-event.ts';

/** Events of the folders of the inbox. */

export const inboxFolderTopics = {
  'inbox_folders.updated': { permission: 'inbox_folders:read', data: z.object({}) },
} as const satisfies Record<string, StreamTopicDeclaration>;

const stream = { topic: 'inbox_folders.updated', data: () => ({}) };

export const inboxFolderCreated = declareInternalEvent('InboxFolderCreated', 'inbox_folder', {
  audit: 'inbox_folders.create',
  stream,
});
export const inboxFolderUpdated = declareInternalEvent('InboxFolderUpdated', 'inbox_folder', {
  audit: 'inbox_folders.update',
  stream,
});
export const inboxFolderDeleted = declareInternalEvent('InboxFolderDeleted', 'inbox_folder', {
  audit: 'inbox_folders.delete',
  stream,
});
export const inboxFoldersOrdered = declareInternalEvent('InboxFoldersOrdered', 'inbox_folder', {
  audit: 'inbox_folders.order',
  stream,
});

/** Rules were tried on conversations: somebody saw them. */
export const inboxFoldersTested = declareInternalEvent('InboxFoldersTested', 'inbox_folder', {
  audit: 'inbox_folders.test',
});

/** Proposals name senders. */
export const folderProposalsListed = declareInternalEvent(
  'FolderProposalsListed',
  'folder_proposal',
  { audit: 'folder_proposals.list' },
);
export const folderProposalAccepted = declareInternalEvent(
  'FolderProposalAccepted',
  'folder_proposal',
  { audit: 'folder_proposals.accept' },
);
export const folderProposalDismissed = declareInternalEvent(
  'FolderProposalDismissed',
  'folder_proposal',
  { audit: 'folder_proposals.dismiss', stream },
);

/** A person asked the language model about a text. */
export const inboxFoldersAsked = declareInternalEvent('InboxFoldersAsked', 'inbox_folder', {
  audit: 'inbox_folders.ask',
});

/** The reasons name texts of the conversation. */
export const folderDecisionsListed = declareInternalEvent('FolderDecisionsListed', 'conversation', {
  audit: 'folder_decisions.list',
});

/** Rules gave a conversation its folder. */
export const conversationFiled = declareInternalEvent('ConversationFiled', 'conversation', {
  audit: 'conversations.file',
  stream: {
    topic: 'conversation.updated',
    data: (_data: undefined, subjectId: string) => ({ id: Number(subjectId) }),
  },
});

/** A language model gave a conversation its folder, or did not. */
export const conversationClassified = declareInternalEvent(
  'ConversationClassified',
  'conversation',
  {
    audit: 'conversations.classify',
    stream: {
      topic: 'conversation.updated',
      data: (_data: undefined, subjectId: string) => ({ id: Number(subjectId) }),
    },
  },
);

/** The same as `conversationFiled` for several at once. */
export const conversationsFiled = declareInternalEvent('ConversationsFiled', 'conversation', {
  audit: 'conversations.file',
  stream: { topic: 'conversation.updated', data: (_data: undefined) => ({ id: null }) },
});
