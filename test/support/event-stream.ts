import { PATIENCE_MS } from './until.ts';

/** Reads server-sent events from an answer, one at a time. */

export interface ReceivedEvent {
  id: number;
  event: string;
  data: Record<string, unknown>;
}

export interface EventReader {
  /** The next event; `ready` is skipped. Fails loudly if none comes. */
  next: () => Promise<ReceivedEvent>;
  /** The next `count` events. */
  take: (count: number) => Promise<ReceivedEvent[]>;
  /** Waits until the server ends the stream. Out: the events that came meanwhile. */
  untilEnd: () => Promise<ReceivedEvent[]>;
  comments: string[];
  close: () => Promise<void>;
}

export const readEvents = (answer: Response): EventReader => {
  if (!answer.ok || !answer.body) throw new Error(`the stream answers ${answer.status}`);
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  const events: ReceivedEvent[] = [];
  const comments: string[] = [];
  let text = '';
  let isEnded = false;

  const readMore = async (): Promise<void> => {
    const { done, value } = await within(reader.read());
    isEnded = done;
    text += decoder.decode(value, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      if (block.startsWith(':')) comments.push(block.slice(1).trim());
      else events.push(parseBlock(block));
    }
  };
  const next = async (): Promise<ReceivedEvent> => {
    for (;;) {
      const event = events.shift();
      if (event && event.event !== 'ready') return event;
      if (event) continue;
      if (isEnded) throw new Error('the stream has ended');
      await readMore();
    }
  };
  return {
    next,
    take: async (count) => {
      const taken: ReceivedEvent[] = [];
      while (taken.length < count) taken.push(await next());
      return taken;
    },
    untilEnd: async () => {
      while (!isEnded) await readMore();
      return events.splice(0).filter(({ event }) => event !== 'ready');
    },
    comments,
    close: () => reader.cancel(),
  };
};

const parseBlock = (block: string): ReceivedEvent => {
  const fields = new Map(
    block.split('\n').map((line): [string, string] => {
      const [name = '', ...value] = line.split(': ');
      return [name, value.join(': ')];
    }),
  );
  return {
    id: Number(fields.get('id')),
    event: fields.get('event') ?? '',
    data: JSON.parse(fields.get('data') ?? '{}') as Record<string, unknown>,
  };
};

const within = async <T>(promise: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no event came')), PATIENCE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};
