/** Limits of one document. Beyond a limit it is refused: half a document would give wrong answers. */

export const DOCUMENT_TEXT_LENGTH_MAX = 200_000;
export const PDF_PAGE_COUNT_MAX = 500;
export const ZIP_ENTRY_COUNT_MAX = 2_000;
/** Unpacked, all entries that are read together. */
export const ZIP_READ_MAX_BYTES = 32 * 1024 * 1024;
export const ELEMENT_DEPTH_MAX = 100;
