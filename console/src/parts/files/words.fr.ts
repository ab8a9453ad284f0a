/** The French words for a file, wherever one is shown. */
export const filesFr = {
  files: {
    preview: (name: string) => `Aperçu de ${name}`,
    download: (name: string) => `Télécharger ${name}`,
    downloadShort: 'Télécharger',
    sizeUnits: ['o', 'ko', 'Mo', 'Go'],
  },
};
