import type { Messages } from '../../i18n/index.tsx';
import { SETTINGS_GROUPS, type SettingsSection } from '../../routing/navigation.ts';
import { profileSection } from '../accounts/routes.ts';
import { actionRoutesSection } from '../action-routes/routes.ts';
import { actionTypesSection } from '../action-types/routes.ts';
import { aiSection } from '../ai/routes.ts';
import { apiKeysSection } from '../api-keys/routes.ts';
import { auditSection } from '../audit/routes.ts';
import { callCentresSection } from '../call-centres/routes.ts';
import { caseModulesSection } from '../case-modules/routes.ts';
import { cannedRepliesSection } from '../canned-replies/routes.ts';
import { companySection } from '../companies/routes.ts';
import { entityStatusesSection } from '../entity-statuses/routes.ts';
import { leadStatusesSection } from '../lead-statuses/routes.ts';
import { notificationPreferencesSection } from '../notifications/routes.ts';
import { operationsSection } from '../operations/routes.ts';
import { sentMailSection } from '../sent-mail/routes.ts';
import { usersSection } from '../users/routes.ts';

/** In the order in which they are shown in their group. */
const SECTIONS = [
  profileSection,
  notificationPreferencesSection,
  companySection,
  usersSection,
  callCentresSection,
  cannedRepliesSection,
  actionRoutesSection,
  actionTypesSection,
  entityStatusesSection,
  leadStatusesSection,
  apiKeysSection,
  aiSection,
  caseModulesSection,
  auditSection,
  operationsSection,
  sentMailSection,
] as const satisfies readonly SettingsSection[];

/** Pages that are shown under the heading of their link. The others have a heading of their own. */
const PANELS: readonly string[] = [
  profileSection.to,
  notificationPreferencesSection.to,
  companySection.to,
  entityStatusesSection.to,
  leadStatusesSection.to,
];

export interface SettingsItem extends Pick<SettingsSection, 'icon' | 'useIsShown'> {
  to: (typeof SECTIONS)[number]['to'];
  label: string;
}

interface SettingsGroup {
  name: SettingsSection['group'];
  label: string;
  items: readonly SettingsItem[];
}

/** The pages that the permissions allow, by group. An empty group is left out. */
export const settingsFor = (
  messages: Messages,
  can: (permission: string) => boolean,
): SettingsGroup[] => {
  const sections: readonly (SettingsSection & Pick<SettingsItem, 'to'>)[] = SECTIONS;
  return SETTINGS_GROUPS.map((name) => ({
    name,
    label: messages.settings.groups[name],
    items: sections
      .filter(({ group, permission }) => group === name && can(permission))
      .map(({ label, ...section }) => ({ ...section, label: label(messages) })),
  })).filter(({ items }) => items.length > 0);
};

/** The heading of a page that has none of its own. */
export const panelTitle = (messages: Messages, pathname: string): string | undefined =>
  SECTIONS.find(({ to }) => PANELS.includes(to) && pathname.startsWith(to))?.label(messages);
