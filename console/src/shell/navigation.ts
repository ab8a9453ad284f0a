import type { FrameMessages } from '../i18n/index.tsx';
import { actionsEntry } from '../pages/actions/routes.ts';
import { autoRepliesEntry } from '../pages/auto-replies/routes.ts';
import { caseReportsEntry } from '../pages/case-reports/routes.ts';
import { casesEntry } from '../pages/cases/routes.ts';
import { organisationsEntry, peopleEntry } from '../pages/contacts/routes.ts';
import { conversationsEntry } from '../pages/conversations/routes.ts';
import { entitiesEntry } from '../pages/entities/routes.ts';
import { formsEntry } from '../pages/forms/routes.ts';
import { homeEntry } from '../pages/home/routes.ts';
import { inboxFoldersEntry } from '../pages/inbox-folders/routes.ts';
import { inboxStatisticsEntry } from '../pages/inbox-statistics/routes.ts';
import { leadsEntry } from '../pages/leads/routes.ts';
import { knowledgeEntry } from '../pages/knowledge/routes.ts';
import { projectsEntry } from '../pages/projects/routes.ts';
import { mailboxesEntry } from '../pages/mailboxes/routes.ts';
import { settingsEntry } from '../pages/settings/routes.ts';
import { tasksEntry } from '../pages/tasks/routes.ts';
import { todoEntry } from '../pages/todo/routes.ts';
import { webhooksEntry } from '../pages/webhooks/routes.ts';
import { NAVIGATION_GROUPS, type NavigationEntry } from '../routing/navigation.ts';

/** In the order in which they are shown in their group. */
const ENTRIES = [
  homeEntry,
  todoEntry,
  conversationsEntry,
  autoRepliesEntry,
  tasksEntry,
  casesEntry,
  leadsEntry,
  entitiesEntry,
  peopleEntry,
  organisationsEntry,
  projectsEntry,
  formsEntry,
  actionsEntry,
  inboxFoldersEntry,
  knowledgeEntry,
  mailboxesEntry,
  webhooksEntry,
  inboxStatisticsEntry,
  caseReportsEntry,
  settingsEntry,
] as const satisfies readonly NavigationEntry[];

export interface NavigationItem extends Pick<NavigationEntry, 'icon' | 'useCount'> {
  to: (typeof ENTRIES)[number]['to'];
  label: string;
}

export interface NavigationGroup {
  name: NavigationEntry['group'];
  label: string;
  items: readonly NavigationItem[];
}

/** The links that the permissions allow, by group. An empty group is left out. */
export const navigationFor = (
  messages: FrameMessages,
  can: (permission: string) => boolean,
): NavigationGroup[] => {
  const entries: readonly (NavigationEntry & Pick<NavigationItem, 'to'>)[] = ENTRIES;
  const allowed = entries.filter(({ permission }) => permission === null || can(permission));
  return NAVIGATION_GROUPS.map((name) => ({
    name,
    label: messages.shell.groups[name],
    items: allowed
      .filter(({ group }) => group === name)
      .map(({ label, ...entry }) => ({ ...entry, label: label(messages) })),
  })).filter(({ items }) => items.length > 0);
};
