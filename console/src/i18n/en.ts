import { actionRoutesEn } from '../pages/action-routes/words.en.ts';
import { actionTypesEn } from '../pages/action-types/words.en.ts';
import { decideEn } from '../pages/actions/decide/words.en.ts';
import { actionsEn } from '../pages/actions/words.en.ts';
import { conversationSummariesEn } from '../pages/conversation-summaries/words.en.ts';
import { writingHelpEn } from '../pages/writing-help/words.en.ts';
import { aiEn } from '../pages/ai/words.en.ts';
import { apiKeysEn } from '../pages/api-keys/words.en.ts';
import { auditEn } from '../pages/audit/words.en.ts';
import { autoRepliesEn } from '../pages/auto-replies/words.en.ts';
import { callCentresEn } from '../pages/call-centres/words.en.ts';
import { cannedRepliesEn } from '../pages/canned-replies/words.en.ts';
import { caseModulesEn } from '../pages/case-modules/words.en.ts';
import { caseReportsEn } from '../pages/case-reports/words.en.ts';
import { caseFilesEn } from '../pages/cases/files/words.en.ts';
import { caseTimelineEn } from '../pages/cases/timeline/words.en.ts';
import { casesEn } from '../pages/cases/words.en.ts';
import { caseAnalysesEn } from '../pages/cases/analysis/words.en.ts';
import { companiesEn } from '../pages/companies/words.en.ts';
import { contactsEn } from '../pages/contacts/words.en.ts';
import { conversationsEn } from '../pages/conversations/words.en.ts';
import { composerEn } from '../pages/conversations/composer/words.en.ts';
import { conversationNotesEn } from '../pages/conversation-notes/words.en.ts';
import { entityStatusesEn } from '../pages/entity-statuses/words.en.ts';
import { entitiesEn } from '../pages/entities/words.en.ts';
import { followUpsEn } from '../pages/follow-ups/words.en.ts';
import { homeEn } from '../pages/home/words.en.ts';
import { inboxFoldersEn } from '../pages/inbox-folders/words.en.ts';
import { knowledgeEn } from '../pages/knowledge/words.en.ts';
import { inboxStatisticsEn } from '../pages/inbox-statistics/words.en.ts';
import { leadImportsEn } from '../pages/lead-imports/words.en.ts';
import { leadsEn } from '../pages/leads/words.en.ts';
import { formsEn } from '../pages/forms/words.en.ts';
import { leadStatusesEn } from '../pages/lead-statuses/words.en.ts';
import { messagesEn } from '../pages/messages/words.en.ts';
import { notificationsEn } from '../pages/notifications/words.en.ts';
import { operationsEn } from '../pages/operations/words.en.ts';
import { projectsEn } from '../pages/projects/words.en.ts';
import { attachmentsEn } from '../pages/attachments/words.en.ts';
import { repliesEn } from '../pages/replies/words.en.ts';
import { savedViewsEn } from '../pages/saved-views/words.en.ts';
import { sentMailEn } from '../pages/sent-mail/words.en.ts';
import { settingsEn } from '../pages/settings/words.en.ts';
import { tasksEn } from '../pages/tasks/words.en.ts';
import { todoEn } from '../pages/todo/words.en.ts';
import { usersEn } from '../pages/users/words.en.ts';
import { mailboxesEn } from '../pages/mailboxes/words.en.ts';
import { webhookFormEn } from '../pages/webhooks/form/words.en.ts';
import { webhookRecordEn } from '../pages/webhooks/record/words.en.ts';
import { webhooksEn } from '../pages/webhooks/words.en.ts';
import { filesEn } from '../parts/files/words.en.ts';
import { statusesEn } from '../parts/statuses/words.en.ts';
import { tableEn } from '../ui/table/words.en.ts';
import { formEn } from '../ui/form/words.en.ts';
import type { Messages } from './fr.ts';
import { faultsEn } from './faults.en.ts';
import { frameEn } from './frame.en.ts';
import { mergeWords } from './merge.ts';

/** The English catalogue: the same keys as the French one. */
export const en: Messages = mergeWords([
  frameEn,
  { faults: faultsEn },
  tableEn,
  filesEn,
  statusesEn,
  attachmentsEn,
  savedViewsEn,
  formEn,
  homeEn,
  todoEn,
  actionsEn,
  decideEn,
  entitiesEn,
  contactsEn,
  autoRepliesEn,
  conversationsEn,
  composerEn,
  entityStatusesEn,
  leadsEn,
  formsEn,
  leadStatusesEn,
  leadImportsEn,
  inboxFoldersEn,
  knowledgeEn,
  inboxStatisticsEn,
  messagesEn,
  repliesEn,
  notificationsEn,
  actionRoutesEn,
  actionTypesEn,
  operationsEn,
  sentMailEn,
  auditEn,
  settingsEn,
  usersEn,
  callCentresEn,
  cannedRepliesEn,
  caseModulesEn,
  casesEn,
  caseAnalysesEn,
  caseReportsEn,
  caseFilesEn,
  caseTimelineEn,
  conversationNotesEn,
  followUpsEn,
  projectsEn,
  tasksEn,
  aiEn,
  conversationSummariesEn,
  writingHelpEn,
  apiKeysEn,
  companiesEn,
  mailboxesEn,
  webhooksEn,
  webhookFormEn,
  webhookRecordEn,
]);
