import { actionRoutesFr } from '../pages/action-routes/words.fr.ts';
import { actionTypesFr } from '../pages/action-types/words.fr.ts';
import { decideFr } from '../pages/actions/decide/words.fr.ts';
import { actionsFr } from '../pages/actions/words.fr.ts';
import { conversationSummariesFr } from '../pages/conversation-summaries/words.fr.ts';
import { writingHelpFr } from '../pages/writing-help/words.fr.ts';
import { aiFr } from '../pages/ai/words.fr.ts';
import { apiKeysFr } from '../pages/api-keys/words.fr.ts';
import { auditFr } from '../pages/audit/words.fr.ts';
import { autoRepliesFr } from '../pages/auto-replies/words.fr.ts';
import { callCentresFr } from '../pages/call-centres/words.fr.ts';
import { cannedRepliesFr } from '../pages/canned-replies/words.fr.ts';
import { caseModulesFr } from '../pages/case-modules/words.fr.ts';
import { caseReportsFr } from '../pages/case-reports/words.fr.ts';
import { caseFilesFr } from '../pages/cases/files/words.fr.ts';
import { caseTimelineFr } from '../pages/cases/timeline/words.fr.ts';
import { casesFr } from '../pages/cases/words.fr.ts';
import { caseAnalysesFr } from '../pages/cases/analysis/words.fr.ts';
import { companiesFr } from '../pages/companies/words.fr.ts';
import { contactsFr } from '../pages/contacts/words.fr.ts';
import { conversationsFr } from '../pages/conversations/words.fr.ts';
import { composerFr } from '../pages/conversations/composer/words.fr.ts';
import { conversationNotesFr } from '../pages/conversation-notes/words.fr.ts';
import { entityStatusesFr } from '../pages/entity-statuses/words.fr.ts';
import { entitiesFr } from '../pages/entities/words.fr.ts';
import { followUpsFr } from '../pages/follow-ups/words.fr.ts';
import { homeFr } from '../pages/home/words.fr.ts';
import { inboxFoldersFr } from '../pages/inbox-folders/words.fr.ts';
import { knowledgeFr } from '../pages/knowledge/words.fr.ts';
import { inboxStatisticsFr } from '../pages/inbox-statistics/words.fr.ts';
import { leadImportsFr } from '../pages/lead-imports/words.fr.ts';
import { leadsFr } from '../pages/leads/words.fr.ts';
import { formsFr } from '../pages/forms/words.fr.ts';
import { leadStatusesFr } from '../pages/lead-statuses/words.fr.ts';
import { messagesFr } from '../pages/messages/words.fr.ts';
import { notificationsFr } from '../pages/notifications/words.fr.ts';
import { operationsFr } from '../pages/operations/words.fr.ts';
import { projectsFr } from '../pages/projects/words.fr.ts';
import { attachmentsFr } from '../pages/attachments/words.fr.ts';
import { repliesFr } from '../pages/replies/words.fr.ts';
import { savedViewsFr } from '../pages/saved-views/words.fr.ts';
import { sentMailFr } from '../pages/sent-mail/words.fr.ts';
import { settingsFr } from '../pages/settings/words.fr.ts';
import { tasksFr } from '../pages/tasks/words.fr.ts';
import { todoFr } from '../pages/todo/words.fr.ts';
import { usersFr } from '../pages/users/words.fr.ts';
import { mailboxesFr } from '../pages/mailboxes/words.fr.ts';
import { webhookFormFr } from '../pages/webhooks/form/words.fr.ts';
import { webhookRecordFr } from '../pages/webhooks/record/words.fr.ts';
import { webhooksFr } from '../pages/webhooks/words.fr.ts';
import { filesFr } from '../parts/files/words.fr.ts';
import { statusesFr } from '../parts/statuses/words.fr.ts';
import { tableFr } from '../ui/table/words.fr.ts';
import { formFr } from '../ui/form/words.fr.ts';
import { faultsFr } from './faults.fr.ts';
import { frameFr } from './frame.fr.ts';
import { withFrenchSpaces } from './french-spaces.ts';
import { mergeWords } from './merge.ts';

/**
 * The French catalogue: the words of the frame, and those of each capability, which lie in its folder. English
 * has the same keys. A text with a count or a name in it is a function.
 */
export const fr = mergeWords([
  frameFr,
  withFrenchSpaces(
    mergeWords([
      { faults: faultsFr },
      tableFr,
      filesFr,
      statusesFr,
      attachmentsFr,
      savedViewsFr,
      formFr,
      homeFr,
      todoFr,
      actionsFr,
      decideFr,
      entitiesFr,
      contactsFr,
      autoRepliesFr,
      conversationsFr,
      composerFr,
      entityStatusesFr,
      leadsFr,
      formsFr,
      leadStatusesFr,
      leadImportsFr,
      inboxFoldersFr,
      knowledgeFr,
      inboxStatisticsFr,
      messagesFr,
      repliesFr,
      notificationsFr,
      actionRoutesFr,
      actionTypesFr,
      operationsFr,
      sentMailFr,
      auditFr,
      settingsFr,
      usersFr,
      callCentresFr,
      cannedRepliesFr,
      caseModulesFr,
      casesFr,
      caseAnalysesFr,
      caseReportsFr,
      caseFilesFr,
      caseTimelineFr,
      conversationNotesFr,
      followUpsFr,
      projectsFr,
      tasksFr,
      aiFr,
      conversationSummariesFr,
      writingHelpFr,
      apiKeysFr,
      companiesFr,
      mailboxesFr,
      webhooksFr,
      webhookFormFr,
      webhookRecordFr,
    ]),
  ),
]);

export type Messages = typeof fr;
