import { tellSignedOut } from './client.ts';
import { UnreachableError, suspectUnreachable } from './reachability.ts';

/** One file as a form, sent by XMLHttpRequest: `fetch` does not tell how much has gone out. */

interface UploadInput {
  path: string;
  file: File;
  idempotencyKey: string;
  signal: AbortSignal;
  /** From 0 to 1. At 1 all is sent, and the api stores it. */
  onProgress: (ratio: number) => void;
}

/** Out: the body of the answer. Errors: the problem of the api, `UnreachableError`, an `AbortError`. */
export const upload = <T>({ path, file, idempotencyKey, ...input }: UploadInput): Promise<T> =>
  new Promise((resolve, reject) => {
    const { signal, onProgress } = input;
    const form = new FormData();
    form.append('file', file, file.name);
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('Idempotency-Key', idempotencyKey);
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      if (total > 0) onProgress(loaded / total);
    });
    request.addEventListener('load', () => {
      const { status, response } = request;
      if (status >= 200 && status < 300) return resolve(response as T);
      if (status === 401) tellSignedOut();
      if (status >= 502) suspectUnreachable();
      reject(problemIn(status, response));
    });
    request.addEventListener('error', () => {
      suspectUnreachable();
      reject(new UnreachableError('the api could not be reached'));
    });
    request.addEventListener('abort', () =>
      reject(new DOMException('the upload was cancelled', 'AbortError')),
    );
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });

/** An answer that is not from the api, such as the 413 of a proxy, has no problem in it. */
const problemIn = (status: number, response: unknown): unknown => {
  if (typeof response === 'object' && response !== null && 'code' in response) return response;
  if (status === 413) return { code: 'payload_too_large', status };
  return { code: status >= 502 ? 'unavailable' : 'internal', status };
};
