/** The French words for a file, wherever one is shown. */
export const filesFr = {
  files: {
    preview: (name: string) => `Aperçu de ${name}`,
    download: (name: string) => `Télécharger ${name}`,
    downloadShort: 'Télécharger',
    notShown: 'Cette image ne peut pas être affichée.',
    sizeUnits: ['o', 'ko', 'Mo', 'Go'],
  },
};
