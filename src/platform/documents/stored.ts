import { FILE_TEXT_SOURCE_MAX_BYTES } from '../../domain/case-files/shapes.ts';
import type { Files } from '../files/contract.ts';
import type { FileText } from './file-text.ts';
import { readTextInThread } from './thread.ts';

interface StoredTextInput {
  companyId: number;
  sha256: string;
  fileName: string;
  mediaType: string;
}

/**
 * Reads the text of a stored file. The caller bounds how many are read at a time: each is in memory and has a thread.
 * Errors: `unavailable` if the file store is, or no thread starts.
 */
export const readStoredText = async (
  { files }: { files: Files },
  { companyId, sha256, fileName, mediaType }: StoredTextInput,
): Promise<FileText> => {
  const opened = await files.get({ companyId, sha256 });
  if (opened === undefined) return { kind: 'failed', code: 'file_gone' };
  if (opened.sizeBytes > FILE_TEXT_SOURCE_MAX_BYTES) {
    opened.content.destroy();
    return { kind: 'failed', code: 'too_large' };
  }
  const bytes = await readWhole(opened);
  const read = await readTextInThread({ fileName, mediaType, bytes });
  return read.kind === 'stopped' ? { kind: 'failed', code: 'too_complex' } : read;
};

const readWhole = async ({
  sizeBytes,
  content,
}: {
  sizeBytes: number;
  content: AsyncIterable<Uint8Array>;
}): Promise<Uint8Array<ArrayBuffer>> => {
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  // Leaving the loop closes the file.
  for await (const chunk of content) {
    const piece = chunk.subarray(0, sizeBytes - at);
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
};
