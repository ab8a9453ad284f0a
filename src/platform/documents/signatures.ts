/** What a document is, by its first bytes. */

const PDF_HEAD_BYTES = 1024;

/** Some programs write a few bytes before it. */
export const isPdf = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, PDF_HEAD_BYTES)).includes('%PDF-');

export const isZip = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, 4)).equals(Buffer.from('PK\u0003\u0004'));
