import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { z } from 'zod';
import { STATUS_AFTER } from './company.ts';
import { BARE_PATH } from './bare/index.ts';

/**
 * An n8n that takes no time: answers the dispatch, then the callback at once. Dispatches of the bare
 * worker it answers by whatever `answerBare` does. One process with the driver, node:http only.
 */

export interface Stub {
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

export interface StubOptions {
  /** How long an answer is repeated before it counts as lost. 0: it is not. */
  patienceMs: number;
}

const CALLBACK_CONNECTIONS = 128;
const RETRY_MS = 200;
const FAULTS_MAX = 20;

const Dispatch = z.object({
  actionId: z.string(),
  attempt: z.number(),
  entiteId: z.string(),
  callback: z.object({ url: z.string(), token: z.string() }),
});
type Dispatch = z.infer<typeof Dispatch>;

export const startStub = async ({ patienceMs }: StubOptions): Promise<Stub> => {
  const waiting = new Map<string, () => void>();
  const faults: string[] = [];
  let dispatchCount = 0;
  let api: Pool | undefined;
  let answerBare: (key: string) => Promise<void> = () => Promise.resolve();

  const complain = (fault: string): void => {
    if (faults.length < FAULTS_MAX) faults.push(fault);
  };

  const resolve = (key: string): void => {
    waiting.get(key)?.();
    waiting.delete(key);
  };

  const callBack = async (dispatch: Dispatch): Promise<void> => {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const status = await sendCallback(api, dispatch);
      if (status === 200) return resolve(dispatch.entiteId);
      if (Date.now() >= deadline) return complain(`callback answered ${status}`);
      await new Promise((wake) => setTimeout(wake, RETRY_MS));
    }
  };

  const server = createServer((request, response) => {
    read(request, (text) => {
      const dispatch = Dispatch.parse(JSON.parse(text));
      response.end('{"message":"Workflow was started"}');
      if (request.url === BARE_PATH) {
        answerBare(dispatch.entiteId).then(
          () => resolve(dispatch.entiteId),
          (error: unknown) => complain(String(error)),
        );
        return;
      }
      dispatchCount += 1;
      callBack(dispatch).catch((error: unknown) => complain(String(error)));
    });
  });
  const origin = await listen(server);
  return {
    webhookUrl: `${origin}/webhook/crm-action`,
    bareUrl: `${origin}${BARE_PATH}`,
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
      server.closeAllConnections();
      server.close();
      await api?.destroy();
    },
  };
};

/** Out: the status, or the error's code. */
const sendCallback = async (
  api: Pool | undefined,
  { actionId, attempt, callback }: Dispatch,
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
        statutDossier: STATUS_AFTER,
      }),
    });
    await body.dump();
    return statusCode;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
};

const read = (request: IncomingMessage, done: (text: string) => void): void => {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (part: string) => (text += part));
  request.on('end', () => done(text));
};

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
};
