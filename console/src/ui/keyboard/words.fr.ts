/** The French words of the keyboard shortcuts. */
export const shortcutsFr = {
  shortcuts: {
    title: 'Raccourcis clavier',
    close: 'Fermer',
    or: 'ou',
    next: 'puis',
    general: 'Partout',
    goTo: 'Aller à',
    help: 'Voir les raccourcis clavier',
    keys: {
      Enter: 'Entrée',
      Escape: 'Échap',
      Backspace: 'Retour',
      Delete: 'Suppr',
      ' ': 'Espace',
      PageDown: 'Pg suiv',
      PageUp: 'Pg préc',
      ArrowUp: '↑',
      ArrowDown: '↓',
      ArrowLeft: '←',
      ArrowRight: '→',
    },
  },
};
