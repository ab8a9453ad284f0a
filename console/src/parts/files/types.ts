import { IconFile, IconFileTypePdf, IconPhoto, type Icon } from '@tabler/icons-react';

/** What the console does with the type of a file. */

const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
export const PDF_TYPE = 'application/pdf';

export const isImage = (type: string): boolean => IMAGE_TYPES.includes(type);

/** The api shows these types only. */
export const isPreviewable = (type: string): boolean => isImage(type) || type === PDF_TYPE;

export const fileIconOf = (type: string): Icon => {
  if (isImage(type)) return IconPhoto;
  return type === PDF_TYPE ? IconFileTypePdf : IconFile;
};
