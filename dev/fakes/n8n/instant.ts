import { Pool } from 'undici';
import { z } from 'zod';
import { ReceivedDispatch, startReceiver, WEBHOOK_PATH } from './receiver.ts';

/**
 * An n8n that takes no time, for benchmarks: it answers the dispatch, then the callback at once. What comes to
 * `barePath` it answers by what `answerBare` does.
 */

export interface InstantN8n {
  webhookUrl: string;
  bareUrl: string;
  /** Resolves when the answer about this entity (or bare key) has been taken. Ask before sending. */
  answered: (key: string) => Promise<void>;
  /** Where callbacks go; known once the api is. */
  useApi: (apiUrl: string) => void;
  answerBare: (answer: (key: string) => Promise<void>) => void;
  /** Answers that were refused, or lost. */
  readonly faults: string[];
  readonly dispatchCount: number;
  stop: () => Promise<void>;
}

export interface InstantN8nOptions {
  barePath: string;
  /** What callbacks set the entity's `statutDossier` to. */
  statutDossier: string;
  /** How long an answer is repeated before it counts as lost. 0: it is not. */
  patienceMs: number;
}

const CALLBACK_CONNECTIONS = 128;
const RETRY_MS = 200;
const FAULTS_MAX = 20;

const Dispatch = ReceivedDispatch.extend({ entiteId: z.string() });
type Dispatch = z.infer<typeof Dispatch>;

export const startInstantN8n = async ({
  patienceMs,
  barePath,
  statutDossier,
}: InstantN8nOptions): Promise<InstantN8n> => {
  const waiting = new Map<string, () => void>();
  const faults: string[] = [];
  let dispatchCount = 0;
  let api: Pool | undefined;
  let answerBare: (key: string) => Promise<void> = () => Promise.resolve();

  const recordFault = (fault: string): void => {
    if (faults.length < FAULTS_MAX) faults.push(fault);
  };

  const resolve = (key: string): void => {
    waiting.get(key)?.();
    waiting.delete(key);
  };

  const callBack = async (dispatch: Dispatch): Promise<void> => {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const status = await sendCallback(api, dispatch, statutDossier);
      if (status === 200) return resolve(dispatch.entiteId);
      if (Date.now() >= deadline) return recordFault(`callback answered ${status}`);
      await new Promise((wake) => setTimeout(wake, RETRY_MS));
    }
  };

  const receiver = await startReceiver(({ path, text }) => {
    const dispatch = Dispatch.parse(JSON.parse(text));
    if (path === barePath) {
      answerBare(dispatch.entiteId).then(
        () => resolve(dispatch.entiteId),
        (error: unknown) => recordFault(String(error)),
      );
    } else {
      dispatchCount += 1;
      callBack(dispatch).catch((error: unknown) => recordFault(String(error)));
    }
    return { status: 200 };
  });
  return {
    webhookUrl: `${receiver.url}${WEBHOOK_PATH}`,
    bareUrl: `${receiver.url}${barePath}`,
    answered: (key) => new Promise((done) => waiting.set(key, done)),
    useApi: (apiUrl) => {
      api = new Pool(apiUrl, { connections: CALLBACK_CONNECTIONS });
    },
    answerBare: (answer) => {
      answerBare = answer;
    },
    faults,
    get dispatchCount() {
      return dispatchCount;
    },
    stop: async () => {
      await receiver.stop();
      await api?.destroy();
    },
  };
};

/** Out: the status, or the error's code. */
const sendCallback = async (
  api: Pool | undefined,
  { actionId, attempt, callback }: Dispatch,
  statutDossier: string,
): Promise<number | string> => {
  if (!api) return 'no api';
  try {
    const { statusCode, body } = await api.request({
      path: new URL(callback.url).pathname,
      method: 'POST',
      headers: { authorization: `Bearer ${callback.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        callbackId: `${actionId}-${attempt}`,
        status: 'succeeded',
        message: 'Relance envoyée à Marie Dumitru',
        statutDossier,
      }),
    });
    await body.dump();
    return statusCode;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
};
