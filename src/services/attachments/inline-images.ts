import { buffer } from 'node:stream/consumers';
import type { Files } from '../../platform/files/contract.ts';
import type { Transaction } from '../../platform/database.ts';
import { listInlineImages } from '../../queries/attachments/records.ts';

/** The images of a message, to be put into its page. */

const IMAGE_COUNT_MAX = 50;
/** Of all images of a page. Larger ones are left out: they can be opened as attachments. */
const IMAGES_SIZE_MAX_BYTES = 8 * 1024 * 1024;

type Images = Awaited<ReturnType<typeof listInlineImages>>;

export const loadInlineImages = {
  list: (tx: Transaction, { id, html }: { id: number; html: string | null }): Promise<Images> =>
    html?.includes('data-cid=') === true
      ? listInlineImages(tx, { messageId: id, limit: IMAGE_COUNT_MAX })
      : Promise.resolve([]),

  /** Out: `data:` addresses by Content-ID. */
  read: async (files: Files, companyId: number, images: Images): Promise<Map<string, string>> => {
    const read = new Map<string, string>();
    let sizeBytes = 0;
    for (const { content_id: contentId, media_type: type, sha256, size_bytes: size } of images) {
      sizeBytes += size;
      if (sizeBytes > IMAGES_SIZE_MAX_BYTES) break;
      const stored = await files.get({ companyId, sha256 });
      if (stored === undefined) continue;
      const content = await buffer(stored.content);
      read.set(contentId, `data:${type};base64,${content.toString('base64')}`);
    }
    return read;
  },
};
