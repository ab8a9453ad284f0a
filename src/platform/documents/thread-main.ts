import { parentPort } from 'node:worker_threads';
import { readFileText, type FileTextInput } from './file-text.ts';
import { readDocument, type DocumentInput } from './read.ts';

/** The thread that reads one document: `thread.ts` is its other side. */

/** `article`: a whole document for the knowledge base. `text`: as much text as there is in any file. */
export type ThreadInput =
  ({ kind: 'article' } & DocumentInput) | ({ kind: 'text' } & FileTextInput);

/** Sent once, when the modules are loaded. */
export const READY = 'ready';

// Not `once`: the thread would end by itself, perhaps before its answer is taken.
parentPort?.on('message', (input: ThreadInput) => {
  const reading = input.kind === 'article' ? readDocument(input) : readFileText(input);
  void reading.then((read) => parentPort?.postMessage(read, []));
});
parentPort?.postMessage(READY, []);
