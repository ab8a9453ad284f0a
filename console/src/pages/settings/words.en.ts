import type { settingsFr } from './words.fr.ts';

/** The English words of the settings. */
export const settingsEn: typeof settingsFr = {
  settings: {
    sections: 'Sections of the settings',
    groups: {
      me: 'My account',
      company: 'My company',
      routing: 'Routing and types',
      connections: 'Connections',
      oversight: 'Oversight',
    },
  },
};
