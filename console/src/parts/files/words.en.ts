import type { filesFr } from './words.fr.ts';

/** The English words for a file, wherever one is shown. */
export const filesEn: typeof filesFr = {
  files: {
    preview: (name) => `Preview ${name}`,
    download: (name) => `Download ${name}`,
    downloadShort: 'Download',
    notShown: 'This picture can’t be shown.',
    pdfNotShown: 'This PDF can’t be shown. Download it to open it.',
    pdfLocked: 'This PDF is protected by a password. Download it to open it.',
    pdfPageNotShown: 'This page can’t be shown.',
    pdfPage: (page) => `Page ${page}`,
    pdfPageOf: (page, count) => `Page ${page} of ${count}`,
    pdfCut: (count) =>
      `Only the first ${count} pages are shown. Download the PDF to read the rest.`,
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    sizeUnits: ['B', 'kB', 'MB', 'GB'],
  },
};
