import { connect, createServer, type Socket } from 'node:net';

/**
 * A TCP proxy that holds each connection at one step of a dialogue, until it is opened. A server may answer several
 * commands at once.
 */

export type GateStep =
  'greeting' | 'mail_from' | 'content' | 'end' | 'answer' | 'append' | 'appended';

interface Rule {
  side: 'client' | 'server';
  /** What is held, with all that comes after it on its side. */
  from: RegExp;
  /** Said by the server before. */
  after?: RegExp;
  /** It is held once this has come. */
  until?: RegExp;
}

const RULES: Record<GateStep, Rule> = {
  greeting: { side: 'server', from: /^220/ },
  mail_from: { side: 'client', from: /^MAIL FROM/i },
  content: { side: 'server', from: /^354/m },
  end: { side: 'client', from: /^/, after: /^354/m, until: /\r\n\.\r\n$/ },
  answer: { side: 'server', from: /^250/, after: /^354/m },
  append: { side: 'client', from: /^\S+ APPEND /i },
  appended: { side: 'server', from: /^\S+ OK \[APPENDUID/im },
};

export interface Gate {
  port: number;
  /** Connections that are held now, or were until they broke. */
  heldCount: () => number;
  /** Lets everything pass, also what is held. */
  open: () => void;
  /** Breaks what is held, and lets everything pass from now on. */
  cut: () => void;
  stop: () => void;
}

interface Held {
  to: Socket;
  from: Socket;
  chunks: Buffer[];
}

export const startGate = async (
  port: number,
  target: number,
  step: GateStep | null,
): Promise<Gate> => {
  const rule = step === null ? null : RULES[step];
  const sockets = new Set<Socket>();
  const held = new Set<Held>();
  let heldCount = 0;
  let isOpen = rule === null;

  const pass = (
    side: 'client' | 'server',
    from: Socket,
    to: Socket,
    said: { isAfter: boolean },
  ): void => {
    let holding: Held | undefined;
    let isCounted = false;
    sockets.add(from);
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      if (holding !== undefined) held.delete(holding);
      to.destroy();
    });
    from.on('data', (chunk: Buffer) => {
      if (isOpen || rule === null) return void to.write(chunk);
      const text = chunk.toString('latin1');
      const isMine = rule.side === side;
      if (isMine && holding === undefined && said.isAfter && rule.from.test(text)) {
        holding = { from, to, chunks: [] };
        held.add(holding);
      }
      if (side === 'server' && rule.after?.test(text) === true) said.isAfter = true;
      if (holding === undefined) return void to.write(chunk);
      holding.chunks.push(chunk);
      const whole = (): string => Buffer.concat(holding?.chunks ?? []).toString('latin1');
      if (!isCounted && (rule.until === undefined || rule.until.test(whole()))) {
        isCounted = true;
        heldCount += 1;
      }
    });
  };
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    const said = { isAfter: rule?.after === undefined };
    pass('client', client, upstream, said);
    pass('server', upstream, client, said);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const end = (work: (one: Held) => void): void => {
    isOpen = true;
    for (const one of held) work(one);
    held.clear();
  };
  return {
    port,
    heldCount: () => heldCount,
    open: () => end(({ to, chunks }) => to.write(Buffer.concat(chunks))),
    cut: () => end(({ from }) => from.destroy()),
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};
