import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** A webhook that records what it is sent and answers as the test says. */

const Dispatch = z.looseObject({
  actionId: z.string(),
  attempt: z.number(),
  timestamp: z.string(),
  actionType: z.string(),
  callback: z.object({ url: z.string(), token: z.string() }),
});

export interface ReceivedDispatch {
  headers: IncomingMessage['headers'];
  text: string;
  body: z.infer<typeof Dispatch>;
}

export interface FakeAnswer {
  status: number;
  body?: string;
  /** Closes the connection without answering. */
  isDropped?: boolean;
}

type Behaviour = (dispatch: ReceivedDispatch) => FakeAnswer | Promise<FakeAnswer>;

export interface FakeN8n {
  url: string;
  apiKey: string;
  dispatches: ReceivedDispatch[];
  of: (actionId: string) => ReceivedDispatch[];
  behave: (behaviour: Behaviour) => void;
  /** Answers an action the way a workflow would. */
  callBack: (dispatch: ReceivedDispatch, body: object) => Promise<Response>;
  stop: () => Promise<void>;
}

const STARTED = '{"message":"Workflow was started"}';

export const ACCEPT: Behaviour = () => ({
  status: 200,
  body: STARTED,
});

const DISPATCH_HEADERS = [
  'content-type',
  'x-api-key',
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
];

/** Puts the webhook in front of another n8n: what it is sent is seen, and answered by the other. */
export const forwardTo =
  (webhookUrl: string): Behaviour =>
  async ({ headers, text }) => {
    const response = await fetch(webhookUrl, {
      method: 'POST',
      headers: Object.fromEntries(DISPATCH_HEADERS.map((name) => [name, String(headers[name])])),
      body: text,
    });
    return { status: response.status, body: await response.text() };
  };

export const startFakeN8n = async (): Promise<FakeN8n> => {
  const dispatches: ReceivedDispatch[] = [];
  let behaviour = ACCEPT;
  const server = createServer((request, response) => {
    void readText(request).then(async (text) => {
      const dispatch = { headers: request.headers, text, body: Dispatch.parse(JSON.parse(text)) };
      dispatches.push(dispatch);
      const answer = await behaviour(dispatch);
      if (answer.isDropped === true) response.destroy();
      else
        response.writeHead(answer.status).end(answer.body ?? (answer.status < 300 ? STARTED : ''));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhook/crm-action`,
    apiKey: 'key-of-the-fake-n8n',
    dispatches,
    of: (actionId) => dispatches.filter(({ body }) => body.actionId === actionId),
    behave: (next) => {
      behaviour = next;
    },
    callBack: ({ body: { callback } }, body) =>
      fetch(callback.url, {
        method: 'POST',
        headers: { Authorization: `Bearer ${callback.token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const readText = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
};
