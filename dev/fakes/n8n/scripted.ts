import {
  ReceivedDispatch,
  STARTED,
  startReceiver,
  WEBHOOK_PATH,
  type FakeAnswer,
  type ReceivedRequest,
} from './receiver.ts';

/** An n8n that records what it receives and answers as a test says. */

export interface RecordedDispatch extends Pick<ReceivedRequest, 'headers' | 'text'> {
  body: ReceivedDispatch;
}

type Script = (dispatch: RecordedDispatch) => FakeAnswer | Promise<FakeAnswer>;

export interface FakeN8n {
  url: string;
  apiKey: string;
  dispatches: RecordedDispatch[];
  of: (actionId: string) => RecordedDispatch[];
  behave: (script: Script) => void;
  /** What a GET of the webhook is answered: that of an active workflow, or of an inactive one. */
  beActive: (isActive: boolean) => void;
  /** Answers an action the way a workflow would. */
  callBack: (dispatch: RecordedDispatch, body: object) => Promise<Response>;
  stop: () => Promise<void>;
}

export const ACCEPT: Script = () => ({
  status: 200,
  body: STARTED,
});

const notFound = (message: string): FakeAnswer => ({
  status: 404,
  body: JSON.stringify({ code: 404, message }),
});
const ACTIVE = notFound(
  'This webhook is not registered for GET requests. Did you mean to make a POST request?',
);
const INACTIVE = notFound('The requested webhook "GET crm-action" is not registered.');

const DISPATCH_HEADERS = [
  'content-type',
  'x-api-key',
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
];

/** Puts the webhook in front of another n8n: what it is sent is seen, and answered by the other. */
export const forwardTo =
  (webhookUrl: string): Script =>
  async ({ headers, text }) => {
    const response = await fetch(webhookUrl, {
      method: 'POST',
      headers: Object.fromEntries(DISPATCH_HEADERS.map((name) => [name, String(headers[name])])),
      body: text,
    });
    return { status: response.status, body: await response.text() };
  };

export const startFakeN8n = async (): Promise<FakeN8n> => {
  const dispatches: RecordedDispatch[] = [];
  let script = ACCEPT;
  let probed = ACTIVE;
  const { url, stop } = await startReceiver(({ method, headers, text }) => {
    if (method === 'GET') return probed;
    const dispatch = { headers, text, body: ReceivedDispatch.parse(JSON.parse(text)) };
    dispatches.push(dispatch);
    return script(dispatch);
  });
  return {
    url: `${url}${WEBHOOK_PATH}`,
    apiKey: 'key-of-the-fake-n8n',
    dispatches,
    of: (actionId) => dispatches.filter(({ body }) => body.actionId === actionId),
    behave: (next) => {
      script = next;
    },
    beActive: (isActive) => {
      probed = isActive ? ACTIVE : INACTIVE;
    },
    callBack: ({ body: { callback } }, body) =>
      fetch(callback.url, {
        method: 'POST',
        headers: { Authorization: `Bearer ${callback.token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    stop,
  };
};
