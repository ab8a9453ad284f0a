import {
  getDocument,
  GlobalWorkerOptions,
  VerbosityLevel,
  version,
  type PDFDocumentLoadingTask,
} from 'pdfjs-dist/legacy/build/pdf.mjs';

/**
 * pdf.js draws a PDF and runs nothing of it (ADR 0035): its scripting is a part of its own, which the console does not
 * have. It reads the file in a worker. The worker and what it needs besides are files of the console: `vite.config.ts`
 * puts them there.
 */

const ADDRESS = `/assets/pdfjs-${version}`;

GlobalWorkerOptions.workerSrc = `${ADDRESS}/legacy/build/pdf.worker.min.mjs`;

/** A page of a scanner is below it: A4 in 600 dpi has 35 million. */
const IMAGE_PIXELS_MAX = 2 ** 26;

/** `data` goes to the worker: it is empty afterwards. */
export const openPdf = (data: ArrayBuffer): PDFDocumentLoadingTask =>
  getDocument({
    data,
    cMapUrl: `${ADDRESS}/cmaps/`,
    standardFontDataUrl: `${ADDRESS}/standard_fonts/`,
    wasmUrl: `${ADDRESS}/wasm/`,
    // The policy of the console allows no WebAssembly: decoders in JavaScript take its place.
    useWasm: false,
    maxImageSize: IMAGE_PIXELS_MAX,
    verbosity: VerbosityLevel.ERRORS,
  });
