import type { Icon } from '@tabler/icons-react';
import type { FrameMessages, Messages } from '../i18n/index.tsx';

/** What a capability declares so that its pages can be reached. */

interface Declared<Words> {
  to: string;
  icon: Icon;
  label: (words: Words) => string;
}

/** In the order in which they are shown: `start` without a title, `end` at the bottom. */
export const NAVIGATION_GROUPS = ['start', 'clients', 'activity', 'reports', 'end'] as const;

/** A link of the main navigation. */
export interface NavigationEntry extends Declared<FrameMessages> {
  group: (typeof NAVIGATION_GROUPS)[number];
  /** The permission that the link needs; null for none. */
  permission: string | null;
  /** A hook: how many things wait behind the link. Undefined until it is known. */
  useCount?: () => number | undefined;
}

/** In the order in which they are shown. */
export const SETTINGS_GROUPS = ['me', 'company', 'routing', 'connections', 'oversight'] as const;

/** A page of the settings. */
export interface SettingsSection extends Declared<Messages> {
  group: (typeof SETTINGS_GROUPS)[number];
  /** The permission that the link needs. A page that some roles may only read names the one to change it. */
  permission: string;
  /** A hook, for a page that some installations don't have. */
  useIsShown?: () => boolean;
}
