import { actionsStale } from '../pages/actions/stale.ts';
import { aiStale } from '../pages/ai/stale.ts';
import { cannedRepliesStale } from '../pages/canned-replies/stale.ts';
import { contactsStale } from '../pages/contacts/stale.ts';
import { conversationsStale } from '../pages/conversations/stale.ts';
import { conversationSummariesStale } from '../pages/conversation-summaries/stale.ts';
import { conversationNotesStale } from '../pages/conversation-notes/stale.ts';
import { entitiesStale } from '../pages/entities/stale.ts';
import { autoRepliesStale } from '../pages/auto-replies/stale.ts';
import { followUpsStale } from '../pages/follow-ups/stale.ts';
import { formsStale } from '../pages/forms/stale.ts';
import { homeStale } from '../pages/home/stale.ts';
import { inboxFoldersStale } from '../pages/inbox-folders/stale.ts';
import { leadImportsStale } from '../pages/lead-imports/stale.ts';
import { leadsStale } from '../pages/leads/stale.ts';
import { leadStatusesStale } from '../pages/lead-statuses/stale.ts';
import { mailboxesStale } from '../pages/mailboxes/stale.ts';
import { notificationsStale } from '../pages/notifications/stale.ts';
import { operationsStale } from '../pages/operations/stale.ts';
import { caseModulesStale } from '../pages/case-modules/stale.ts';
import { caseBoardStale, casesStale } from '../pages/cases/stale.ts';
import { knowledgeStale } from '../pages/knowledge/stale.ts';
import { projectsStale } from '../pages/projects/stale.ts';
import { sentMailStale } from '../pages/sent-mail/stale.ts';
import { tasksStale } from '../pages/tasks/stale.ts';
import { todoStale } from '../pages/todo/stale.ts';
import { usersStale } from '../pages/users/stale.ts';
import { webhookCountsStale, webhooksStale } from '../pages/webhooks/stale.ts';
import { keysOf, type StaleKeys, type StreamMessage, type Topic } from './message.ts';

/** Assembles what each capability declares stale. */

const LISTS: readonly StaleKeys[] = [
  actionsStale,
  aiStale,
  cannedRepliesStale,
  caseModulesStale,
  casesStale,
  conversationNotesStale,
  conversationSummariesStale,
  autoRepliesStale,
  followUpsStale,
  projectsStale,
  tasksStale,
  contactsStale,
  conversationsStale,
  entitiesStale,
  leadsStale,
  formsStale,
  leadStatusesStale,
  leadImportsStale,
  inboxFoldersStale,
  knowledgeStale,
  mailboxesStale,
  notificationsStale,
  operationsStale,
  sentMailStale,
  todoStale,
  usersStale,
  webhooksStale,
];

/** Counts over many days, and boards. They cost the api more than a page of a list, so they are read less often. */
const COUNTS: readonly StaleKeys[] = [caseBoardStale, homeStale, webhookCountsStale];

/** Every topic that the console listens to. */
export const TOPICS = [
  ...new Set([...LISTS, ...COUNTS].flatMap((part) => Object.keys(part) as Topic[])),
];

export const staleLists = (message: StreamMessage) =>
  LISTS.flatMap((part) => keysOf(part, message));
export const staleCounts = (message: StreamMessage) =>
  COUNTS.flatMap((part) => keysOf(part, message));
