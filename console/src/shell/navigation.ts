import {
  IconActivityHeartbeat,
  IconBell,
  IconBolt,
  IconFolders,
  IconHistory,
  IconHome,
  IconListDetails,
  IconRoute,
  IconSettings,
  type Icon,
} from '@tabler/icons-react';
import type { Messages } from '../i18n/index.tsx';

export interface NavigationItem {
  to:
    | '/'
    | '/actions'
    | '/entities'
    | '/notifications'
    | '/routes'
    | '/action-types'
    | '/operations'
    | '/audit'
    | '/settings';
  icon: Icon;
  label: string;
  permission: string | null;
}

export interface NavigationSection {
  label: string;
  items: readonly NavigationItem[];
}

/** Where one can go. What may not be seen is left out, and a section with nothing left as well. */
export const navigationFor = (
  { shell }: Messages,
  can: (permission: string) => boolean,
): NavigationSection[] =>
  [
    {
      label: shell.sectionWork,
      items: [
        item('/', IconHome, shell.home, null),
        item('/actions', IconBolt, shell.actions, 'actions:read'),
        item('/entities', IconFolders, shell.entities, 'entities:read'),
        item('/notifications', IconBell, shell.notifications, 'notifications:read'),
      ],
    },
    {
      label: shell.sectionConfiguration,
      items: [
        item('/routes', IconRoute, shell.routes, 'action_routes:read'),
        item('/action-types', IconListDetails, shell.actionTypes, 'action_types:read'),
      ],
    },
    {
      label: shell.sectionAdministration,
      items: [
        item('/operations', IconActivityHeartbeat, shell.operations, 'operations:read'),
        item('/audit', IconHistory, shell.audit, 'audit:read'),
        item('/settings', IconSettings, shell.settings, 'account:read'),
      ],
    },
  ]
    .map((section) => ({
      ...section,
      items: section.items.filter(({ permission }) => permission === null || can(permission)),
    }))
    .filter((section) => section.items.length > 0);

const item = (
  to: NavigationItem['to'],
  icon: Icon,
  label: string,
  permission: string | null,
): NavigationItem => ({ to, icon, label, permission });
