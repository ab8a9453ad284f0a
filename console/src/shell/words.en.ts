import type { shellFr } from './words.fr.ts';

/** The English words of what surrounds every page. */
export const shellEn: typeof shellFr = {
  shell: {
    skip: 'Skip to content',
    menu: 'Menu',
    closeMenu: 'Close the menu',
    navigation: 'Main navigation',
    sections: {
      work: 'Work',
      configuration: 'Configuration',
      administration: 'Administration',
    },
    palette: 'Search or go to…',
    paletteNothing: 'Nothing found',
    paletteGoTo: 'Go to',
    paletteDo: 'Do',
    paletteEntities: 'Records',
    account: (name) => `Account of ${name}`,
    profile: 'My profile',
    language: 'Language',
    appearance: 'Appearance',
    light: 'Light',
    dark: 'Dark',
    auto: 'System',
    signOut: 'Sign out',
    documentation: 'API reference',
    temporal: 'Temporal UI',
    streamDown: 'Live updates are interrupted: what you see may be out of date. Reconnecting…',
    streamBack: 'Live updates are back',
    offline: 'You are offline.',
  },

  codes: {
    permissions: {
      stream: 'Live updates',
    },
  },
};
