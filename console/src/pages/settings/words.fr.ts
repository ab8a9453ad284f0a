/** The French words of the settings. */
export const settingsFr = {
  settings: {
    title: 'Réglages',
    sections: 'Sections des réglages',
    groups: {
      me: 'Mon compte',
      company: 'Mon entreprise',
      routing: 'Routage et types',
      connections: 'Connexions',
      oversight: 'Suivi',
    },
  },
};
