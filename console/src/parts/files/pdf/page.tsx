import { Text } from '@mantine/core';
import { TextLayer } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import { useEffect, useRef, useState, type CSSProperties } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import classes from './pdf.module.css';
import { densityFor, scaleFor, sizeOf, type PageSize } from './size.ts';

interface PdfPageProps {
  pdf: PDFDocumentProxy;
  /** From 1. */
  number: number;
  widthPx: number;
  /** Until the page is read. */
  expected: PageSize;
  onSize: (size: PageSize) => void;
}

/** A page as a picture, with its text over it to be selected. Its links and fields are part of the picture. */
export const PdfPage = ({ pdf, number, widthPx, expected, onSize }: PdfPageProps) => {
  const { files: words } = useMessages();
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState(expected);
  const [state, setState] = useState<'drawing' | 'drawn' | 'failed'>('drawing');
  const sized = useRef(onSize);
  useEffect(() => {
    sized.current = onSize;
  });
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const draw = async (): Promise<void> => {
      const page = await pdf.getPage(number);
      if (signal.aborted) return;
      const found = sizeOf(page);
      setSize(found);
      sized.current(found);
      const layers = await drawPage(page, scaleFor(found, widthPx), signal);
      if (signal.aborted) return;
      box.current?.replaceChildren(...layers);
      setState('drawn');
    };
    draw().catch(() => {
      if (!signal.aborted) setState('failed');
    });
    return () => leaving.abort();
  }, [pdf, number, widthPx]);
  const scale = scaleFor(size, widthPx);
  const style: CSSProperties & Record<'--total-scale-factor', number> = {
    '--total-scale-factor': scale,
    width: size.width * scale,
    height: size.height * scale,
  };
  return (
    <div
      className={classes['page']}
      role="group"
      aria-label={words.pdfPage(number)}
      aria-busy={state === 'drawing'}
      style={style}
    >
      <div ref={box} />
      {state === 'failed' && (
        <Text className={classes['fault'] ?? ''} role="alert" size="sm">
          {words.pdfPageNotShown}
        </Text>
      )}
    </div>
  );
};

const drawPage = async (
  page: PDFPageProxy,
  scale: number,
  signal: AbortSignal,
): Promise<HTMLElement[]> => {
  const viewport = page.getViewport({ scale });
  const density = densityFor(sizeOf(page), scale);
  const canvas = document.createElement('canvas');
  canvas.className = classes['canvas'] ?? '';
  canvas.setAttribute('role', 'presentation');
  canvas.width = Math.max(1, Math.floor(viewport.width * density));
  canvas.height = Math.max(1, Math.floor(viewport.height * density));
  const drawing = page.render({ canvas, viewport, transform: [density, 0, 0, density, 0, 0] });
  signal.addEventListener('abort', () => drawing.cancel());
  await drawing.promise;
  const text = document.createElement('div');
  text.className = classes['text'] ?? '';
  const layer = new TextLayer({
    textContentSource: page.streamTextContent(),
    container: text,
    viewport,
  });
  signal.addEventListener('abort', () => layer.cancel());
  // The picture is what matters.
  await layer.render().catch(() => undefined);
  return [canvas, text];
};
