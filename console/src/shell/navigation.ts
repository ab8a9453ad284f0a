import type { Icon } from '@tabler/icons-react';
import type { Messages } from '../i18n/index.tsx';
import { actionRoutesEntry } from '../pages/action-routes/routes.ts';
import { actionTypesEntry } from '../pages/action-types/routes.ts';
import { actionsEntry } from '../pages/actions/routes.ts';
import { auditEntry } from '../pages/audit/routes.ts';
import { entitiesEntry } from '../pages/entities/routes.ts';
import { homeEntry } from '../pages/home/routes.ts';
import { notificationsEntry } from '../pages/notifications/routes.ts';
import { operationsEntry } from '../pages/operations/routes.ts';
import { settingsEntry } from '../pages/settings/routes.ts';

/** In the order in which they are shown. */
const ENTRIES = [
  homeEntry,
  actionsEntry,
  entitiesEntry,
  notificationsEntry,
  actionRoutesEntry,
  actionTypesEntry,
  operationsEntry,
  auditEntry,
  settingsEntry,
] as const;

const SECTIONS = ['work', 'configuration', 'administration'] as const;

export interface NavigationItem {
  to: (typeof ENTRIES)[number]['to'];
  icon: Icon;
  label: string;
}

interface NavigationSection {
  label: string;
  items: readonly NavigationItem[];
}

/** The links that the permissions allow, by section. An empty section is left out. */
export const navigationFor = (
  messages: Messages,
  can: (permission: string) => boolean,
): NavigationSection[] => {
  const allowed = ENTRIES.filter(({ permission }) => permission === null || can(permission));
  return SECTIONS.map((name) => ({
    label: messages.shell.sections[name],
    items: allowed
      .filter(({ section }) => section === name)
      .map(({ to, icon, label }) => ({ to, icon, label: label(messages) })),
  })).filter(({ items }) => items.length > 0);
};
