import { parentPort } from 'node:worker_threads';
import { readDocument, type DocumentInput } from './read.ts';

/** The thread that reads one document: `thread.ts` is its other side. */

/** Sent once, when the modules are loaded. */
export const READY = 'ready';

// Not `once`: the thread would end by itself, perhaps before its answer is taken.
parentPort?.on('message', (input: DocumentInput) => {
  void readDocument(input).then((read) => parentPort?.postMessage(read, []));
});
parentPort?.postMessage(READY, []);
