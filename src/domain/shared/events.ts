import * as accounts from '../accounts/events.ts';
import * as actionRoutes from '../action-routes/events.ts';
import * as actionTypes from '../action-types/events.ts';
import * as actions from '../actions/events.ts';
import * as ai from '../ai/events.ts';
import * as apiKeys from '../api-keys/events.ts';
import * as attachments from '../attachments/events.ts';
import * as audit from '../audit/events.ts';
import * as autoReplies from '../auto-replies/events.ts';
import * as callCentres from '../call-centres/events.ts';
import * as cannedReplies from '../canned-replies/events.ts';
import * as caseAnalyses from '../case-analyses/events.ts';
import * as caseFiles from '../case-files/events.ts';
import * as caseNotes from '../case-notes/events.ts';
import * as caseReports from '../case-reports/events.ts';
import * as caseModules from '../case-modules/events.ts';
import * as cases from '../cases/events.ts';
import * as companies from '../companies/events.ts';
import * as contacts from '../contacts/events.ts';
import * as conversationNotes from '../conversation-notes/events.ts';
import * as conversationSummaries from '../conversation-summaries/events.ts';
import * as conversations from '../conversations/events.ts';
import * as entities from '../entities/events.ts';
import * as entityStatuses from '../entity-statuses/events.ts';
import * as followUps from '../follow-ups/events.ts';
import * as forms from '../forms/events.ts';
import * as inboxFolders from '../inbox-folders/events.ts';
import * as invitations from '../invitations/events.ts';
import * as knowledge from '../knowledge/events.ts';
import * as leadConfirmations from '../lead-confirmations/events.ts';
import * as leadStatuses from '../lead-statuses/events.ts';
import * as leadImports from '../lead-imports/events.ts';
import * as leads from '../leads/events.ts';
import * as mailboxes from '../mailboxes/events.ts';
import * as messages from '../messages/events.ts';
import * as notifications from '../notifications/events.ts';
import * as operations from '../operations/events.ts';
import * as projects from '../projects/events.ts';
import * as replies from '../replies/events.ts';
import * as search from '../search/events.ts';
import * as reclassifications from '../reclassifications/events.ts';
import * as savedViews from '../saved-views/events.ts';
import * as sentMail from '../sent-mail/events.ts';
import * as settings from '../settings/events.ts';
import * as tasks from '../tasks/events.ts';
import * as todo from '../todo/events.ts';
import * as users from '../users/events.ts';
import * as webhooks from '../webhooks/events.ts';
import * as writingHelp from '../writing-help/events.ts';
import * as deliveries from '../webhooks/delivery/events.ts';
import type { EventDeclaration, StreamTopicDeclaration } from './declare-event.ts';

/** Every event and every topic of the console stream, assembled from the capabilities. */

const capabilities = [
  accounts,
  attachments,
  actionRoutes,
  actionTypes,
  actions,
  ai,
  apiKeys,
  audit,
  autoReplies,
  callCentres,
  cannedReplies,
  caseAnalyses,
  caseFiles,
  caseNotes,
  caseReports,
  caseModules,
  cases,
  companies,
  contacts,
  conversationNotes,
  conversationSummaries,
  conversations,
  deliveries,
  entities,
  entityStatuses,
  followUps,
  forms,
  inboxFolders,
  invitations,
  knowledge,
  leadConfirmations,
  leadStatuses,
  leadImports,
  leads,
  mailboxes,
  messages,
  notifications,
  operations,
  projects,
  reclassifications,
  replies,
  search,
  savedViews,
  sentMail,
  settings,
  tasks,
  todo,
  users,
  webhooks,
  writingHelp,
];

const isDeclaration = (value: unknown): value is EventDeclaration =>
  typeof value === 'object' && value !== null && 'subjectType' in value;

/** By name: the order of a module's exports depends on what loads it. */
export const EVENTS: readonly EventDeclaration[] = capabilities
  .flatMap((exported) => Object.values<unknown>(exported).filter(isDeclaration))
  .toSorted((left, right) => (left.name < right.name ? -1 : 1));

export const STREAM_TOPICS = {
  ...actions.actionTopics,
  ...ai.aiTopics,
  ...autoReplies.autoReplyTopics,
  ...cannedReplies.cannedReplyTopics,
  ...caseModules.caseModuleTopics,
  ...cases.caseTopics,
  ...contacts.contactTopics,
  ...conversationSummaries.conversationSummaryTopics,
  ...conversations.conversationTopics,
  ...deliveries.deliveryTopics,
  ...entities.entityTopics,
  ...entityStatuses.entityStatusTopics,
  ...followUps.followUpTopics,
  ...forms.formTopics,
  ...inboxFolders.inboxFolderTopics,
  ...invitations.invitationTopics,
  ...knowledge.knowledgeTopics,
  ...leadImports.leadImportTopics,
  ...leads.leadTopics,
  ...leadStatuses.leadStatusTopics,
  ...mailboxes.mailboxTopics,
  ...notifications.notificationTopics,
  ...projects.projectTopics,
  ...tasks.taskTopics,
  ...reclassifications.reclassificationTopics,
  ...webhooks.webhookTopics,
} as const satisfies Record<string, StreamTopicDeclaration>;

export type StreamTopic = keyof typeof STREAM_TOPICS;

export const isStreamTopic = (topic: string): topic is StreamTopic =>
  Object.hasOwn(STREAM_TOPICS, topic);
