import type { PDFPageProxy } from 'pdfjs-dist';

/** How large a page is drawn. A file may name any size for its pages. */

/** In points. */
export interface PageSize {
  width: number;
  height: number;
}

const HEIGHT_MAX_PX = 16_000;
const CANVAS_AREA_MAX_PX = 2 ** 24;
const CANVAS_SIDE_MAX_PX = 16_384;

export const sizeOf = (page: PDFPageProxy): PageSize => {
  const { width, height } = page.getViewport({ scale: 1 });
  return { width: Math.max(1, width), height: Math.max(1, height) };
};

/** CSS pixels per point in a page that is as wide as `widthPx`, unless it would be too high. */
export const scaleFor = ({ width, height }: PageSize, widthPx: number): number =>
  Math.min(widthPx / width, HEIGHT_MAX_PX / height);

/** Pixels of the canvas per CSS pixel. */
export const densityFor = ({ width, height }: PageSize, scale: number): number => {
  const [widthPx, heightPx] = [width * scale, height * scale];
  return Math.min(
    window.devicePixelRatio,
    Math.sqrt(CANVAS_AREA_MAX_PX / (widthPx * heightPx)),
    CANVAS_SIDE_MAX_PX / Math.max(widthPx, heightPx),
  );
};
