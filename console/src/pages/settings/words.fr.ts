/** The French words of the settings. */
export const settingsFr = {
  settings: {
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
