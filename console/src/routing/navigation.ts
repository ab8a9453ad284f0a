import type { Icon } from '@tabler/icons-react';
import type { Messages } from '../i18n/index.tsx';

/** What a capability declares so that its pages can be reached. */

/** A link of the main navigation. */
export interface NavigationEntry {
  section: 'work' | 'configuration' | 'administration';
  to: string;
  icon: Icon;
  label: (messages: Messages) => string;
  /** The permission that the link needs; null for none. */
  permission: string | null;
}

/** A section of the settings page. */
export interface SettingsSection {
  to: string;
  label: (messages: Messages) => string;
  /** The permission that the section needs. */
  permission: string;
}
