import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { z } from 'zod';

/**
 * An IMAP server that does what a test says, where a real one can't be made to misbehave. By default it serves
 * `messages` in INBOX. A hook answers a command instead: it returns the untagged lines, and how it ends.
 */

interface ScriptedMessage {
  uid: number;
  raw: string;
  receivedAt?: string;
}

interface Command {
  tag: string;
  /** In capitals: `UID FETCH`. */
  name: string;
  args: string;
  /** Sends bytes as they are. */
  send: (text: string) => void;
  socket: Socket;
}

/** What ends the command: `OK`, `NO …`, `BAD …`; null: nothing is sent any more. Undefined: the default answer. */
type Hook = (command: Command) => string | null | undefined;

export interface ScriptedImap {
  port: number;
  messages: ScriptedMessage[];
  uidValidity: number;
  /** Null: the server does not say. */
  uidNext: number | null;
  greeting: string;
  hook: Hook;
  /** Names of the commands, of all connections. */
  commands: string[];
  connectionCount: number;
  stop: () => Promise<void>;
}

export const startScriptedImap = async (): Promise<ScriptedImap> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    script.connectionCount += 1;
    serve(script, socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const script: ScriptedImap = {
    port: z.object({ port: z.number() }).parse(server.address()).port,
    messages: [],
    uidValidity: 7,
    uidNext: 1,
    greeting: '* OK [CAPABILITY IMAP4rev1 NAMESPACE] ready',
    hook: () => undefined,
    commands: [],
    connectionCount: 0,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return script;
};

const serve = (script: ScriptedImap, socket: Socket): void => {
  const send = (text: string): void => void socket.write(text, 'latin1');
  send(`${script.greeting}\r\n`);
  let buffer = '';
  socket.on('data', (chunk) => {
    buffer += chunk.toString('latin1');
    for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
      const line = buffer.slice(0, end);
      buffer = buffer.slice(end + 2);
      answer(script, socket, line);
    }
  });
};

const answer = (script: ScriptedImap, socket: Socket, line: string): void => {
  const [tag = '', first = '', ...rest] = line.split(' ');
  const isUid = first.toUpperCase() === 'UID';
  const name = isUid ? `UID ${(rest[0] ?? '').toUpperCase()}` : first.toUpperCase();
  const args = (isUid ? rest.slice(1) : rest).join(' ');
  const send = (text: string): void => void socket.write(text, 'latin1');
  script.commands.push(name);
  const command = { tag, name, args, send, socket };
  const ended = script.hook(command);
  const end = ended === undefined ? byDefault(script, command) : ended;
  if (end !== null) send(`${tag} ${end}\r\n`);
  if (name === 'LOGOUT') socket.end();
};

const byDefault = (script: ScriptedImap, { name, args, send }: Command): string => {
  const { messages, uidValidity, uidNext } = script;
  switch (name) {
    case 'CAPABILITY':
      send('* CAPABILITY IMAP4rev1 NAMESPACE\r\n');
      break;
    case 'NAMESPACE':
      send('* NAMESPACE (("" "/")) NIL NIL\r\n');
      break;
    case 'LIST':
      if (!args.includes('Sent')) send('* LIST (\\HasNoChildren) "/" INBOX\r\n');
      break;
    case 'STATUS':
      send(
        `* STATUS INBOX (UIDVALIDITY ${uidValidity}${uidNext === null ? '' : ` UIDNEXT ${uidNext}`})\r\n`,
      );
      break;
    case 'EXAMINE':
      send(`* ${messages.length} EXISTS\r\n* OK [UIDVALIDITY ${uidValidity}] valid\r\n`);
      if (uidNext !== null) send(`* OK [UIDNEXT ${uidNext}] next\r\n`);
      break;
    case 'UID SEARCH': {
      const from = Number(/UID (\d+):/.exec(args)?.[1] ?? 1);
      const found = messages.filter(({ uid }) => uid >= from).map(({ uid }) => uid);
      // RFC 3501, 6.4.8: `n:*` always names the last message.
      const last = messages.at(-1)?.uid;
      const listed = found.length > 0 || last === undefined ? found : [last];
      send(`* SEARCH${listed.map((uid) => ` ${uid}`).join('')}\r\n`);
      break;
    }
    case 'UID FETCH': {
      const isNamed = uidsNamedBy(args);
      const lines = messages.flatMap((message, index) =>
        isNamed(message.uid) ? [fetchLine(index + 1, message, args)] : [],
      );
      send(lines.join(''));
      break;
    }
    default:
  }
  return 'OK done';
};

/** Which UIDs a command names: `1,4:6,9:*`. */
const uidsNamedBy = (args: string): ((uid: number) => boolean) => {
  const ranges = (args.split(' ')[0] ?? '').split(',').map((part) => {
    const [low, high = low] = part.split(':');
    return { low: Number(low), high: high === '*' ? Infinity : Number(high) };
  });
  const single = new Set(ranges.filter(({ low, high }) => low === high).map(({ low }) => low));
  const wide = ranges.filter(({ low, high }) => low !== high);
  return (uid) => single.has(uid) || wide.some(({ low, high }) => uid >= low && uid <= high);
};

export const fetchLine = (
  sequence: number,
  { uid, raw, receivedAt = '20-Nov-2026 10:00:00 +0000' }: ScriptedMessage,
  args: string,
): string => {
  const parts = [`UID ${uid}`];
  if (args.includes('RFC822.SIZE')) parts.push(`RFC822.SIZE ${Buffer.byteLength(raw)}`);
  if (args.includes('INTERNALDATE')) parts.push(`INTERNALDATE "${receivedAt}"`);
  if (args.includes('BODY')) {
    const [, start, length] = /<(\d+)\.(\d+)>/.exec(args) ?? [];
    const whole = Buffer.from(raw, 'latin1');
    const part =
      start === undefined ? whole : whole.subarray(Number(start), Number(start) + Number(length));
    const name = start === undefined ? 'BODY[]' : `BODY[]<${start}>`;
    parts.push(`${name} {${part.length}}\r\n${part.toString('latin1')}`);
  }
  return `* ${sequence} FETCH (${parts.join(' ')})\r\n`;
};
