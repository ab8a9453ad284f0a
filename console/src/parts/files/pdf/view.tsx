import { ActionIcon, Group, Loader, Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconZoomIn, IconZoomOut, type Icon } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { ProblemAlert } from '../../problem-alert.tsx';
import { PdfPage } from './page.tsx';
import classes from './pdf.module.css';
import { scaleFor, type PageSize } from './size.ts';
import { usePdf, type OpenedPdf } from './use-pdf.ts';

/** A file may name any number of pages. */
const PAGE_COUNT_MAX = 2000;
const GAP_PX = 12;
/** 1: a page is as wide as its box. */
const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3, 4];
const FIT = ZOOMS.indexOf(1);

interface PdfViewProps {
  name: string;
  href: string;
}

/** A PDF, page by page, as far as nothing of it runs. */
export const PdfView = ({ name, href }: PdfViewProps) => {
  const { files: words } = useMessages();
  const opened = usePdf(href);
  switch (opened.state) {
    case 'loading':
      return <Loader />;
    case 'open':
      return <Pages name={name} {...opened} />;
    case 'locked':
      return <Text role="alert">{words.pdfLocked}</Text>;
    case 'broken':
      return <Text role="alert">{words.pdfNotShown}</Text>;
    case 'unread':
      return <ProblemAlert error={opened.error} />;
  }
};

interface PagesProps extends Extract<OpenedPdf, { state: 'open' }> {
  name: string;
}

const Pages = ({ name, pdf, firstSize }: PagesProps) => {
  const { files: words } = useMessages();
  const [zoom, setZoom] = useState(FIT);
  const { ref, width } = useElementSize();
  const box = useRef<HTMLDivElement>(null);
  const pageCount = Math.min(pdf.numPages, PAGE_COUNT_MAX);
  const widthPx = Math.floor(width * (ZOOMS[zoom] ?? 1));
  const pages = usePages(box, { pageCount, firstSize, widthPx });
  return (
    <>
      <Group justify="space-between" mb="xs">
        <Text size="sm" c="dimmed" role="status">
          {words.pdfPageOf(pages.shown, pdf.numPages)}
        </Text>
        <Group gap={4}>
          <ZoomButton icon={IconZoomOut} label={words.zoomOut} to={zoom - 1} onZoom={setZoom} />
          <ZoomButton icon={IconZoomIn} label={words.zoomIn} to={zoom + 1} onZoom={setZoom} />
        </Group>
      </Group>
      <div ref={box} className={classes['box']} role="region" aria-label={name} tabIndex={0}>
        <div ref={ref} />
        {widthPx > 0 && (
          <div className={classes['pages']} style={{ height: pages.heightPx, minWidth: widthPx }}>
            {pages.inSight.map(({ index, start }) => (
              <div key={index} className={classes['place']} style={{ top: start }}>
                <PdfPage
                  pdf={pdf}
                  number={index + 1}
                  widthPx={widthPx}
                  expected={pages.sizeAt(index)}
                  onSize={(size) => pages.setSize(index, size)}
                />
              </div>
            ))}
          </div>
        )}
      </div>
      {pdf.numPages > pageCount && (
        <Text size="sm" c="dimmed" mt="xs">
          {words.pdfCut(pageCount)}
        </Text>
      )}
    </>
  );
};

interface PagesInput {
  pageCount: number;
  firstSize: PageSize;
  widthPx: number;
}

/** Which pages are in sight. A page is thought to be as large as the first until it is read. */
const usePages = (
  box: RefObject<HTMLElement | null>,
  { pageCount, firstSize, widthPx }: PagesInput,
) => {
  const [sizes] = useState(() => new Map<number, PageSize>());
  const sizeAt = (index: number): PageSize => sizes.get(index) ?? firstSize;
  const heightOf = (size: PageSize): number => size.height * scaleFor(size, widthPx);
  const virtual = useVirtualizer({
    count: pageCount,
    getScrollElement: () => box.current,
    estimateSize: (index) => heightOf(sizeAt(index)),
    gap: GAP_PX,
    overscan: 1,
    enabled: widthPx > 0,
  });
  useKeptPlace(box, widthPx, () => virtual.measure());
  const middlePx = (virtual.scrollOffset ?? 0) + (box.current?.clientHeight ?? 0) / 2;
  return {
    inSight: virtual.getVirtualItems(),
    heightPx: virtual.getTotalSize(),
    shown: (virtual.getVirtualItemForOffset(middlePx)?.index ?? 0) + 1,
    sizeAt,
    setSize: (index: number, size: PageSize): void => {
      sizes.set(index, size);
      virtual.resizeItem(index, heightOf(size));
    },
  };
};

/** What was in the middle of the box stays there when the pages get another width. */
const useKeptPlace = (
  box: RefObject<HTMLElement | null>,
  widthPx: number,
  onChange: () => void,
): void => {
  const last = useRef(widthPx);
  const changed = useRef(onChange);
  useLayoutEffect(() => {
    changed.current = onChange;
  });
  useLayoutEffect(() => {
    const factor = last.current === 0 ? 1 : widthPx / last.current;
    if (last.current === widthPx) return;
    last.current = widthPx;
    changed.current();
    const element = box.current;
    if (element === null) return;
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = element;
    const keep = (before: number, shown: number) => (before + shown / 2) * factor - shown / 2;
    element.scrollTo(keep(scrollLeft, clientWidth), keep(scrollTop, clientHeight));
  }, [box, widthPx]);
};

interface ZoomButtonProps {
  icon: Icon;
  label: string;
  to: number;
  onZoom: (to: number) => void;
}

/** It keeps the focus at the last step: a disabled button would lose it. */
const ZoomButton = ({ icon: IconShape, label, to, onZoom }: ZoomButtonProps) => {
  const isLast = ZOOMS[to] === undefined;
  return (
    <ActionIcon
      variant="default"
      aria-label={label}
      aria-disabled={isLast}
      {...(isLast && { 'data-disabled': true })}
      onClick={() => {
        if (!isLast) onZoom(to);
      }}
    >
      <IconShape size={16} />
    </ActionIcon>
  );
};
