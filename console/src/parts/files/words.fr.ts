/** The French words for a file, wherever one is shown. */
export const filesFr = {
  files: {
    preview: (name: string) => `Aperçu de ${name}`,
    download: (name: string) => `Télécharger ${name}`,
    downloadShort: 'Télécharger',
    notShown: 'Cette image ne peut pas être affichée.',
    pdfNotShown: 'Ce PDF ne peut pas être affiché. Téléchargez-le pour l’ouvrir.',
    pdfLocked: 'Ce PDF est protégé par un mot de passe. Téléchargez-le pour l’ouvrir.',
    pdfPageNotShown: 'Cette page ne peut pas être affichée.',
    pdfPage: (page: number) => `Page ${page}`,
    pdfPageOf: (page: number, count: number) => `Page ${page} sur ${count}`,
    pdfCut: (count: number) =>
      `Seules les ${count} premières pages sont affichées. Téléchargez le PDF pour lire la suite.`,
    zoomIn: 'Agrandir',
    zoomOut: 'Réduire',
    sizeUnits: ['o', 'ko', 'Mo', 'Go'],
  },
};
