/** The French words of the settings page. */
export const settingsFr = {
  settings: {
    title: 'Réglages',
    sections: 'Sections des réglages',
  },
};
