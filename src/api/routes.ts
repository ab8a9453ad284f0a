import { accountEndpoints } from './accounts/endpoints.ts';
import { actionRouteEndpoints } from './action-routes/table.ts';
import { actionStatisticsEndpoints } from './actions/statistics.ts';
import { actionTypeEndpoints } from './action-types.ts';
import { actionEndpoints } from './actions/endpoints.ts';
import { aiEndpoints } from './ai/endpoints.ts';
import { aiRunEndpoints } from './ai/runs.ts';
import { apiKeyEndpoints } from './api-keys.ts';
import { attachmentEndpoints } from './attachments/endpoints.ts';
import { messageContentEndpoints } from './attachments/messages.ts';
import { auditEndpoints } from './audit.ts';
import { autoReplyEndpoints } from './auto-replies/endpoints.ts';
import { autoReplyQualityEndpoints } from './auto-replies/quality.ts';
import { autoReplyTryEndpoint } from './auto-replies/try.ts';
import { callCentreEndpoints } from './call-centres.ts';
import { cannedReplyEndpoints } from './canned-replies.ts';
import { caseAnalysisEndpoints } from './case-analyses/endpoints.ts';
import { caseFileEndpoints } from './case-files/endpoints.ts';
import { caseNoteEndpoints } from './case-notes.ts';
import { caseReportEndpoints } from './case-reports.ts';
import { caseTimelineEndpoint } from './case-timeline.ts';
import { billingEndpoints } from './case-modules/billing.ts';
import { caseModuleEndpoints } from './case-modules/endpoints.ts';
import { caseEndpoints } from './cases/endpoints.ts';
import { caseLinkEndpoints } from './cases/links.ts';
import { clientEndpoints } from './clients.ts';
import { companyEndpoints } from './companies.ts';
import { conversationEndpoints } from './conversations/endpoints.ts';
import { conversationSummaryEndpoints } from './conversation-summaries.ts';
import { conversationNoteEndpoints } from './conversation-notes.ts';
import { contactEndpoints } from './contacts/endpoints.ts';
import { entityEndpoints } from './entities.ts';
import { entityStatusEndpoints } from './entity-statuses.ts';
import { entityTimelineEndpoints } from './entity-timeline.ts';
import { followUpEndpoints } from './follow-ups.ts';
import { inboxFolderEndpoints } from './inbox-folders/endpoints.ts';
import { inboxStatisticsEndpoints } from './inbox-statistics/endpoints.ts';
import { knowledgeArticleEndpoints } from './knowledge/articles.ts';
import { knowledgeImportEndpoints } from './knowledge/imports.ts';
import { leadImportEndpoints } from './lead-imports/endpoints.ts';
import { leadEndpoints } from './leads/endpoints.ts';
import { formEndpoints } from './forms/endpoints.ts';
import { formPageEndpoints } from './forms/pages.ts';
import { formSubmission } from './forms/submissions.ts';
import { leadConfirmationEndpoints } from './lead-confirmations.ts';
import { leadStatusEndpoints } from './lead-statuses.ts';
import { mailboxEndpoints } from './mailboxes/endpoints.ts';
import { mailboxSyncEndpoints } from './mailboxes/sync.ts';
import { mailboxTestEndpoints } from './mailboxes/testing.ts';
import { newsletterSenderEndpoints } from './newsletter-senders.ts';
import { notificationEndpoints } from './notifications/endpoints.ts';
import { notificationFeedEndpoints } from './notifications/feed.ts';
import { notificationPreferenceEndpoints } from './notifications/preferences.ts';
import { operationEndpoints } from './operations.ts';
import { projectEndpoints } from './projects.ts';
import { replyDraftEndpoints } from './reply-drafts.ts';
import { reclassificationEndpoints } from './reclassifications/endpoints.ts';
import { searchEndpoint } from './search.ts';
import { replyEndpoints } from './replies/endpoints.ts';
import { savedViewEndpoints } from './saved-views.ts';
import { sentMailEndpoints } from './sent-mail.ts';
import { settingsEndpoints } from './settings.ts';
import type { StreamHub } from '../background/stream-hub.ts';
import { streamEndpoint } from './stream.ts';
import { taskEndpoints } from './tasks.ts';
import { todoEndpoints } from './todo.ts';
import { userEndpoints } from './users.ts';
import { writingHelpEndpoint } from './writing-help.ts';
import { webhookDeliveryEndpoints } from './webhooks/deliveries.ts';
import { webhookEndpoints } from './webhooks/endpoints.ts';
import { webhookEventsEndpoint } from './webhooks/event-types.ts';
import { webhookRotationEndpoint } from './webhooks/rotation.ts';
import { webhookSendingEndpoints } from './webhooks/sending.ts';
import { webhookStatisticsEndpoint } from './webhooks/statistics.ts';
import type { ApiDeps } from './http/context.ts';
import type { Endpoint } from './http/endpoint.ts';

/** All endpoints of the API, once. The refusal tests iterate over them. */
export const endpointsOf = (deps: ApiDeps, hub: StreamHub): readonly Endpoint[] => [
  ...accountEndpoints(deps),
  ...companyEndpoints(deps),
  ...settingsEndpoints(deps),
  ...callCentreEndpoints(deps),
  ...userEndpoints(deps),
  ...apiKeyEndpoints(deps),
  ...contactEndpoints(deps),
  ...entityStatusEndpoints(deps),
  ...leadStatusEndpoints(deps),
  formSubmission(deps),
  ...formPageEndpoints(deps),
  ...leadConfirmationEndpoints(deps),
  ...formEndpoints(deps),
  ...entityEndpoints(deps),
  ...entityTimelineEndpoints(deps),
  ...actionTypeEndpoints(deps),
  ...actionRouteEndpoints(deps),
  // Before `/actions/{id}`, which would read `statistics` as an id.
  ...actionStatisticsEndpoints(deps),
  ...actionEndpoints(deps),
  ...leadEndpoints(deps),
  ...leadImportEndpoints(deps),
  ...conversationEndpoints(deps),
  ...conversationNoteEndpoints(deps),
  ...conversationSummaryEndpoints(deps),
  writingHelpEndpoint(deps),
  ...attachmentEndpoints(deps),
  ...messageContentEndpoints(deps),
  ...clientEndpoints(deps),
  ...caseReportEndpoints(deps),
  ...caseEndpoints(deps),
  ...caseLinkEndpoints(deps),
  ...caseNoteEndpoints(deps),
  ...caseAnalysisEndpoints(deps),
  caseTimelineEndpoint(deps),
  ...caseFileEndpoints(deps),
  ...caseModuleEndpoints(deps),
  ...billingEndpoints(deps),
  ...taskEndpoints(deps),
  ...followUpEndpoints(deps),
  ...projectEndpoints(deps),
  ...cannedReplyEndpoints(deps),
  ...knowledgeArticleEndpoints(deps),
  ...knowledgeImportEndpoints(deps),
  ...replyDraftEndpoints(deps),
  ...reclassificationEndpoints(deps),
  // Before /{id}.
  ...autoReplyQualityEndpoints(deps),
  ...autoReplyEndpoints(deps),
  autoReplyTryEndpoint(deps),
  ...inboxFolderEndpoints(deps),
  ...inboxStatisticsEndpoints(deps),
  ...newsletterSenderEndpoints(deps),
  ...replyEndpoints(deps),
  searchEndpoint(deps),
  ...notificationEndpoints(deps),
  ...savedViewEndpoints(deps),
  ...notificationFeedEndpoints(deps),
  ...notificationPreferenceEndpoints(deps),
  ...todoEndpoints(deps),
  ...auditEndpoints(deps),
  ...operationEndpoints(deps),
  ...sentMailEndpoints(deps),
  ...aiEndpoints(deps),
  ...aiRunEndpoints(deps),
  webhookRotationEndpoint(deps),
  ...webhookSendingEndpoints(deps),
  ...webhookDeliveryEndpoints(deps),
  webhookStatisticsEndpoint(deps),
  ...mailboxTestEndpoints(deps),
  ...mailboxSyncEndpoints(deps),
  ...mailboxEndpoints(deps),
  ...webhookEndpoints(deps),
  webhookEventsEndpoint(deps),
  streamEndpoint(deps, hub),
];
