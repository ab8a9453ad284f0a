import { TemporalFailure } from '@temporalio/common';
import type { Deps } from '../deps.ts';
import type { Log } from '../platform/log.ts';
import { createActionActivities } from './actions/activities.ts';
import { createAutoReplyActivities } from './auto-replies/activities.ts';
import { createCaseAnalysisActivities } from './case-analyses.ts';
import { createCaseFileActivities } from './case-files.ts';
import { createConversationSummaryActivities } from './conversation-summaries.ts';
import { createConversationActivities } from './conversations.ts';
import { createDigestActivities } from './digests.ts';
import { toFailure } from './errors.ts';
import { createFollowUpActivities } from './follow-ups.ts';
import { createInboxFolderActivities } from './inbox-folders.ts';
import { createInvitationActivities } from './invitations.ts';
import { createKnowledgeActivities } from './knowledge.ts';
import { createLeadConfirmationActivities } from './lead-confirmations.ts';
import { createLeadImportActivities } from './lead-imports.ts';
import { createMailboxActivities } from './mailboxes/activities.ts';
import { createNotificationActivities } from './notifications.ts';
import { createReclassificationActivities } from './reclassifications.ts';
import { createReminderActivities } from './reminders.ts';
import { createReplyActivities } from './replies/activities.ts';
import { createActivityTurns, type ActivityTurns } from './shared/turns.ts';
import { createWebhookActivities } from './webhooks/activities.ts';

/** All activities of the worker. Errors: throws if two have the same name; a spread would hide that. */

const FACTORIES = [
  createActionActivities,
  createAutoReplyActivities,
  createCaseAnalysisActivities,
  createCaseFileActivities,
  createConversationActivities,
  createConversationSummaryActivities,
  createDigestActivities,
  createFollowUpActivities,
  createInboxFolderActivities,
  createInvitationActivities,
  createKnowledgeActivities,
  createLeadConfirmationActivities,
  createNotificationActivities,
  createLeadImportActivities,
  createReclassificationActivities,
  createMailboxActivities,
  createReminderActivities,
  createReplyActivities,
  createWebhookActivities,
] as const;

/** What all factories need together, but what they share in this process. */
type ActivityDeps = Deps &
  Omit<
    (typeof FACTORIES)[number] extends (deps: infer Needed) => object ? Needed : never,
    keyof SharedParts
  >;

interface SharedParts {
  turns: ActivityTurns;
}

export const createActivities = (deps: ActivityDeps) => {
  const needed = { ...deps, turns: createActivityTurns() };
  return convertingErrors(deps.log, merge(FACTORIES.map((create) => create(needed))));
};

export type Activities = ReturnType<typeof createActivities>;

type Merged<Group> = (Group extends unknown ? (group: Group) => void : never) extends (
  merged: infer Whole,
) => void
  ? Whole
  : never;

const merge = <const Groups extends readonly object[]>(groups: Groups): Merged<Groups[number]> => {
  const names = groups.flatMap((group) => Object.keys(group));
  const repeated = names.find((name, position) => names.indexOf(name) !== position);
  if (repeated !== undefined) throw new Error(`two activities have the name ${repeated}`);
  return Object.assign({}, ...groups) as Merged<Groups[number]>;
};

type Activity = (input: never) => Promise<unknown>;

/** Temporal gets the error's code only; the log gets the whole error. */
const convertingErrors = <Group extends Record<keyof Group, Activity>>(
  log: Log,
  group: Group,
): Group => {
  const convert =
    (name: string, activity: Activity): Activity =>
    async (input) => {
      try {
        return await activity(input);
      } catch (error) {
        if (!(error instanceof TemporalFailure))
          log.warn({ err: error, activity: name }, 'activity failed');
        throw toFailure(error);
      }
    };
  return Object.fromEntries(
    Object.entries<Activity>(group).map(([name, activity]) => [name, convert(name, activity)]),
  ) as Group;
};
