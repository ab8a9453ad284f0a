import { useQueryClient } from '@tanstack/react-query';
import { newUuid } from '../../../api/idempotency.ts';
import { problemOf } from '../../../api/problem.ts';
import { confirmReachability, UnreachableError } from '../../../api/reachability.ts';
import { createStore, useStore } from '../../../api/store.ts';
import { upload } from '../../../api/upload.ts';
import { useMessages, type Messages } from '../../../i18n/index.tsx';
import { fieldErrors } from '../../../parts/fault-text.ts';
import { problemText } from '../../../parts/problem-alert.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { useRefreshCases } from '../query.ts';
import type { CaseFile } from './query.ts';

/** Files on their way to a case. They go on while the user looks at another tab or page. */

export interface Upload {
  id: string;
  caseId: number;
  name: string;
  state: 'waiting' | 'sending' | 'refused' | 'renamed';
  /** From 0 to 1. */
  ratio: number;
  /** Why it was refused, or what it is called now. */
  note: string;
}

interface Job {
  file: File;
  abort: AbortController;
  onStored: (file: CaseFile) => string | null;
  textOf: (error: unknown) => Promise<string>;
  onIdle: (storedCount: number) => void;
}

const PARALLEL_COUNT_MAX = 3;

const uploads = createStore<readonly Upload[]>([]);
const jobs = new Map<string, Job>();
let storedCount = 0;

const change = (id: string, fields: Partial<Upload>): void =>
  uploads.set(uploads.get().map((one) => (one.id === id ? { ...one, ...fields } : one)));

const forget = (id: string): void => {
  jobs.delete(id);
  uploads.set(uploads.get().filter((one) => one.id !== id));
};

/** Closing the page would lose them. */
const ask = (event: BeforeUnloadEvent): void => event.preventDefault();

const startNext = (): void => {
  const sendingCount = uploads.get().filter(({ state }) => state === 'sending').length;
  const next = uploads.get().filter(({ state }) => state === 'waiting');
  for (const { id } of next.slice(0, PARALLEL_COUNT_MAX - sendingCount)) void send(id);
};

const send = async (id: string): Promise<void> => {
  const job = jobs.get(id);
  const caseId = uploads.get().find((one) => one.id === id)?.caseId;
  if (job === undefined || caseId === undefined) return;
  change(id, { state: 'sending' });
  window.addEventListener('beforeunload', ask);
  try {
    const stored = await upload<CaseFile>({
      path: `/api/crm/case/${caseId}/file`,
      file: job.file,
      idempotencyKey: id,
      signal: job.abort.signal,
      onProgress: (ratio) => change(id, { ratio }),
    });
    storedCount += 1;
    const note = job.onStored(stored);
    if (note === null) forget(id);
    else change(id, { state: 'renamed', note });
  } catch (error) {
    if (job.abort.signal.aborted) forget(id);
    else change(id, { state: 'refused', note: await job.textOf(error) });
  }
  jobs.delete(id);
  startNext();
  if (jobs.size > 0) return;
  window.removeEventListener('beforeunload', ask);
  job.onIdle(storedCount);
  storedCount = 0;
};

export interface Uploads {
  rows: readonly Upload[];
  add: (files: readonly File[]) => void;
  /** Stops one, or takes its line away. */
  remove: (id: string) => void;
}

export const useUploads = (caseId: number): Uploads => {
  const messages = useMessages();
  const { caseFiles: words } = messages;
  const queryClient = useQueryClient();
  const refresh = useRefreshCases();
  const rows = useStore(uploads).filter((one) => one.caseId === caseId);
  const jobOf = (file: File): Job => ({
    file,
    abort: new AbortController(),
    onStored: ({ name }) => {
      void queryClient.invalidateQueries({ queryKey: ['get', '/api/crm/case/{id}/file'] });
      return name === file.name ? null : words.renamed(name);
    },
    textOf: (error) => refusalText(messages, error),
    onIdle: (count) => {
      if (count > 0) toast('good', words.added(count));
      void refresh();
    },
  });
  return {
    rows,
    add: (files) => {
      const added = files.map((file): Upload => {
        const one = { id: newUuid(), caseId, name: file.name, ratio: 0 };
        if (file.size === 0) return { ...one, state: 'refused', note: words.empty };
        jobs.set(one.id, jobOf(file));
        return { ...one, state: 'waiting', note: '' };
      });
      uploads.set([...uploads.get(), ...added]);
      startNext();
    },
    remove: (id) => {
      const isSending = uploads.get().some((one) => one.id === id && one.state === 'sending');
      if (isSending) jobs.get(id)?.abort.abort();
      else forget(id);
    },
  };
};

const refusalText = async (messages: Messages, error: unknown): Promise<string> => {
  const { caseFiles: words } = messages;
  // The api hangs up on a file that is much too large, before the browser reads the answer.
  if (error instanceof UnreachableError && (await confirmReachability()) === 'reachable') {
    return words.interrupted;
  }
  const problem = problemOf(error);
  if (problem.code === 'payload_too_large') return words.tooLarge;
  if (problem.code === 'conflict') return words.tooMany;
  if (problem.errors.some(({ code }) => code === 'required')) return words.empty;
  const [first] = Object.values(fieldErrors(messages, error));
  return first ?? problemText(messages, problem);
};
