import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useState } from 'react';
import { tellSignedOut } from '../../../api/client.ts';
import { reach } from '../../../api/reach.ts';
import { openPdf } from './library.ts';
import { sizeOf, type PageSize } from './size.ts';

export type OpenedPdf =
  | { state: 'loading' }
  | { state: 'open'; pdf: PDFDocumentProxy; firstSize: PageSize }
  /** Only a password opens it. */
  | { state: 'locked' }
  | { state: 'broken' }
  | { state: 'unread'; error: unknown };

/** The PDF at an address of the api. It is read once, because each look at a file is audited. */
export const usePdf = (href: string): OpenedPdf => {
  const [opened, setOpened] = useState<OpenedPdf>({ state: 'loading' });
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const open = async (): Promise<void> => {
      const data = await readFile(href, signal);
      const task = openPdf(data);
      signal.addEventListener('abort', () => void task.destroy());
      try {
        const pdf = await task.promise;
        const firstSize = sizeOf(await pdf.getPage(1));
        if (!signal.aborted) setOpened({ state: 'open', pdf, firstSize });
      } catch (error) {
        if (!signal.aborted) setOpened({ state: isLocked(error) ? 'locked' : 'broken' });
      }
    };
    open().catch((error: unknown) => {
      if (!signal.aborted) setOpened({ state: 'unread', error });
    });
    return () => leaving.abort();
  }, [href]);
  return opened;
};

const isLocked = (error: unknown): boolean =>
  error instanceof Error && error.name === 'PasswordException';

const readFile = async (href: string, signal: AbortSignal): Promise<ArrayBuffer> => {
  const answer = await reach(new Request(href, { signal }));
  if (answer.status === 401) tellSignedOut();
  if (!answer.ok) throw await answer.json();
  return answer.arrayBuffer();
};
