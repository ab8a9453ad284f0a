import type { filesFr } from './words.fr.ts';

/** The English words for a file, wherever one is shown. */
export const filesEn: typeof filesFr = {
  files: {
    preview: (name) => `Preview ${name}`,
    download: (name) => `Download ${name}`,
    downloadShort: 'Download',
    notShown: 'This picture can’t be shown.',
    sizeUnits: ['B', 'kB', 'MB', 'GB'],
  },
};
