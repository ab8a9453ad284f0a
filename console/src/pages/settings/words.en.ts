import type { settingsFr } from './words.fr.ts';

/** The English words of the settings page. */
export const settingsEn: typeof settingsFr = {
  settings: {
    title: 'Settings',
    sections: 'Sections of the settings',
  },
};
