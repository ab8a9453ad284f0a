/**
 * Goal: a server that misbehaves loses no mail, doubles none, and stops no mailbox. Method: the activity against
 * a scripted IMAP server, for what a real one can't be made to do.
 */
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GAP_CHECK_COUNT_MAX } from '../../src/domain/mailboxes/sync.ts';
import { createImap } from '../../src/platform/imap/client.ts';
import { startTestApi } from '../support/api.ts';
import {
  insertMailbox,
  mailOf as rawMailOf,
  standIn,
  storedBy,
  type StandIn,
  type TestMailbox,
} from '../support/mailboxes.ts';
import { fetchLine, startScriptedImap, type ScriptedImap } from '../support/scripted-imap.ts';

const api = await startTestApi({ DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true' });
afterAll(() => api.stop());

let server: ScriptedImap;
let mailbox: TestMailbox;
let world: StandIn;
let count = 0;
const { superuser: sql } = api;

beforeEach(async () => {
  count += 1;
  server = await startScriptedImap();
  world = standIn();
  mailbox = await insertMailbox(api, {
    port: server.port,
    user: `user${count}`,
    connectedAt: new Date('2026-11-19T00:00:00Z'),
  });
});
afterEach(() => server.stop());

const mailOf = (subject: string, body = ''): string =>
  rawMailOf(subject, { body: `Bonjour ${count}\r\n${body}` });
const put = (...subjects: string[]): void => {
  for (const subject of subjects) {
    const uid = (server.messages.at(-1)?.uid ?? 0) + 1;
    server.messages.push({ uid, raw: mailOf(subject) });
    server.uidNext = uid + 1;
  }
};
/** 30-Nov-2026 10:00:00 +0000 */
const imapDate = (date: Date): string => {
  const [, day, month, year, time] = date.toUTCString().split(' ');
  return `${day}-${month}-${year} ${time} +0000`;
};
const sync = (overrides: Parameters<TestMailbox['sync']>[0] = {}) =>
  mailbox.sync({ steps: world.steps, ...overrides });
const subjects = async (): Promise<string[]> =>
  (await storedBy(api, mailbox.id)).map(({ subject }) => subject);
const news = async (): Promise<string[]> =>
  (await storedBy(api, mailbox.id)).filter(({ isNews }) => isNews).map(({ subject }) => subject);
const notices = async (): Promise<unknown[]> => {
  const rows = await sql`
    select code from notifications
    where subject_type = 'mailbox' and subject_id = ${String(mailbox.id)}
  `;
  return rows.map((row) => row['code']);
};
const items = () => sql`
  select uid::integer, outcome, reason from mailbox_items where mailbox_id = ${mailbox.id} order by uid
`;
const failure = async (): Promise<unknown> => {
  const [row] = await sql`
    select failure_code from mailbox_health where mailbox_id = ${mailbox.id}
  `;
  return row?.['failure_code'];
};
const retryNow = () =>
  sql`update mailbox_leases set retry_at = null where mailbox_id = ${mailbox.id}`;

describe('answers that a client must not trust', () => {
  test('an old UID that n:* names is not read again', async () => {
    put('Un');
    await sync();
    server.uidNext = 5; // a message came and went
    expect(await sync()).toMatchObject({ status: 'read' });
    expect(await items()).toHaveLength(1);
  });

  test('EXISTS, EXPUNGE and flags that nobody asked for change nothing', async () => {
    put('Un', 'Deux', 'Trois');
    server.hook = ({ name, args, send }) => {
      if (name !== 'UID FETCH') return undefined;
      send('* 4 EXISTS\r\n* 2 FETCH (FLAGS (\\Seen))\r\n');
      for (const [index, message] of server.messages.entries()) {
        send(fetchLine(index + 1, message, args));
        send(`* ${index + 1} FETCH (UID ${message.uid} FLAGS (\\Seen))\r\n`);
        // Twice, as some servers do after a change of flags.
        send(fetchLine(index + 1, message, args));
      }
      send(fetchLine(9, { uid: 99, raw: mailOf('Jamais demandé') }, args));
      send('* 1 EXPUNGE\r\n* 3 EXISTS\r\n');
      return 'OK done';
    };
    await sync();
    expect(await subjects()).toEqual(['Un', 'Deux', 'Trois']);
  });

  test('a line of a mail that looks like the protocol is a line of the mail', async () => {
    server.messages.push({
      uid: 1,
      raw: mailOf('Un', '* BYE serveur arrêté\r\nA OK done\r\n* 1 EXPUNGE\r\n'),
    });
    server.uidNext = 2;
    await sync();
    expect(await subjects()).toEqual(['Un']);
  });

  test('a message that vanished between the search and its content is not counted', async () => {
    put('Un', 'Deux');
    server.hook = ({ name, args, send }) => {
      if (name !== 'UID FETCH' || !args.includes('BODY')) return undefined;
      const [first] = server.messages;
      if (first !== undefined) send(fetchLine(1, first, args));
      server.messages.length = 1;
      return 'NO [EXPUNGEISSUED] some of them are gone';
    };
    expect(await sync()).toEqual({ status: 'read', isDone: true });
    expect(await items()).toMatchObject([{ uid: 1, outcome: 'new' }]);
    const [cycle] = await sql`
      select total_count, done_count from mailbox_cycles where mailbox_id = ${mailbox.id}
    `;
    expect(cycle).toEqual({ total_count: 1, done_count: 1 });
  });

  test('a server that does not tell UIDNEXT is searched each time', async () => {
    put('Un');
    server.uidNext = null;
    await sync();
    put('Deux');
    server.uidNext = null;
    await sync();
    await sync();
    expect(await subjects()).toEqual(['Un', 'Deux']);
    expect((await storedBy(api, mailbox.id)).map(({ isNews }) => isNews)).toEqual([true, true]);
  });

  test('a server that was restored and gives UIDs again loses no mail', async () => {
    put('Un', 'Deux', 'Trois');
    await sync();
    server.messages = server.messages.slice(0, 1);
    server.uidNext = 2;
    await sync();
    server.messages.push({
      uid: 2,
      raw: mailOf('Nouveau'),
      receivedAt: '21-Nov-2026 10:00:00 +0000',
    });
    server.uidNext = 3;
    await sync();
    expect(await subjects()).toEqual(['Un', 'Deux', 'Trois', 'Nouveau']);
  });
});

describe('mail that is announced and not delivered', () => {
  test('a message that the server shows a minute after it announced it is read', async () => {
    put('Un');
    await sync();
    server.uidNext = 3;
    await sync();
    put('Deux');
    await sync();
    put('Trois');
    await sync();
    expect(await subjects()).toEqual(['Un', 'Deux', 'Trois']);
    expect(await news()).toEqual(['Un', 'Deux', 'Trois']);
  });

  test('announced messages that never appear are searched in some more cycles only', async () => {
    put('Un');
    await sync();
    server.uidNext = 9;
    await sync();
    await sql`
      update mailbox_folders set gap_check_count = 1
      where mailbox_id = ${mailbox.id} and gap_check_count = ${GAP_CHECK_COUNT_MAX}
    `;
    await sync();
    server.commands.length = 0;
    await sync();
    expect(server.commands).not.toContain('UID SEARCH');
  });

  test.each(['BODY[] NIL', 'BODY[] ""', ''])(
    'a message whose content comes as (%s) waits until it is delivered',
    async (content) => {
      put('Un', 'Deux', 'Trois');
      server.hook = ({ name, args, send }) => {
        if (name !== 'UID FETCH' || !args.includes('BODY')) return undefined;
        for (const [index, message] of server.messages.entries()) {
          if (message.uid !== 2) send(fetchLine(index + 1, message, args));
          else if (content !== '') send(`* 2 FETCH (UID 2 ${content})\r\n`);
        }
        return 'OK done';
      };
      for (let cycle = 0; cycle < 5; cycle += 1) await sync();
      expect(await items()).toMatchObject([
        { outcome: 'new' },
        { outcome: 'pending', reason: 'not_delivered' },
        { outcome: 'new' },
      ]);
      server.hook = () => undefined;
      await sync();
      expect(await news()).toEqual(['Un', 'Trois', 'Deux']);
    },
  );

  test('a message of which the server tells neither size nor date waits too', async () => {
    put('Un', 'Deux');
    server.hook = ({ name, args, send }) => {
      if (name !== 'UID FETCH' || !args.includes('RFC822.SIZE')) return undefined;
      const [first] = server.messages;
      if (first !== undefined) send(fetchLine(1, first, args));
      return 'OK done';
    };
    await sync();
    expect(await items()).toMatchObject([{ outcome: 'new' }, { outcome: 'pending' }]);
    server.hook = () => undefined;
    await sync();
    expect(await subjects()).toEqual(['Un', 'Deux']);
  });

  test('one that is never delivered is quarantined after some hours', async () => {
    put('Un');
    server.hook = ({ name, args }) =>
      name === 'UID FETCH' && args.includes('BODY') ? 'OK done' : undefined;
    await sync();
    await sql`
      update mailbox_items set created_at = now() - interval '3 hours'
      where mailbox_id = ${mailbox.id}
    `;
    await sync();
    expect(await items()).toEqual([{ uid: 1, outcome: 'quarantined', reason: 'not_delivered' }]);
  });
});

describe('a server that shows another state for a while', () => {
  test('an empty copy of the mailbox does not make old mail new', async () => {
    for (const uid of [1, 2]) {
      const receivedAt = '01-Nov-2025 10:00:00 +0000';
      server.messages.push({ uid, raw: mailOf(`Vieux ${uid}`), receivedAt });
    }
    put('Actuel');
    await sync();
    const kept = server.messages;
    server.messages = [];
    server.uidNext = 1;
    await sync();
    server.messages = kept;
    server.uidNext = 4;
    put('Neuf');
    await sync();
    expect(await subjects()).toEqual(['Actuel', 'Neuf']);
  });

  test('a hidden INBOX is a failure, and what waits is kept', async () => {
    world.poisonous.add('Deux');
    put('Un', 'Deux');
    await sync();
    server.hook = ({ name }) =>
      ['STATUS', 'EXAMINE'].includes(name) ? 'NO [NONEXISTENT] Unknown Mailbox' : undefined;
    expect(await sync()).toMatchObject({ status: 'failed' });
    expect(await failure()).toBe('throttled');
    server.hook = () => undefined;
    world.poisonous.clear();
    await retryNow();
    await sync();
    expect(await subjects()).toEqual(['Un', 'Deux']);
  });

  test('a wrong UIDVALIDITY for a while loses nothing of what waits', async () => {
    world.poisonous.add('Deux');
    put('Un', 'Deux');
    await sync();
    server.uidValidity = 99;
    await sync();
    server.uidValidity = 7;
    world.poisonous.clear();
    await sync();
    await sync();
    expect(await subjects()).toEqual(['Un', 'Deux']);
  });

  test('a folder of sent mail that is broken does not make INBOX fail', async () => {
    server.hook = ({ name, args, send }) => {
      if (name === 'LIST') {
        send('* LIST () "/" INBOX\r\n* LIST (\\Sent) "/" Sent\r\n');
        return 'OK done';
      }
      return args.includes('Sent') ? 'NO [SERVERBUG] Internal error' : undefined;
    };
    put('Un');
    expect(await sync()).toMatchObject({ status: 'read' });
    expect(await failure()).toBeNull();
    expect(await subjects()).toEqual(['Un']);
  });

  test('in a rebuild new mail comes before old mail', async () => {
    put('Un', 'Deux', 'Trois');
    await sync();
    server.uidValidity = 8;
    server.messages.push({ uid: 4, raw: mailOf('Urgent'), receivedAt: imapDate(new Date()) });
    server.uidNext = 5;
    let searchCount = 0;
    server.hook = ({ name, send }) => {
      if (name !== 'UID SEARCH' || (searchCount += 1) > 1) return undefined;
      send('* SEARCH 4\r\n'); // it came since the last cycle
      return 'OK done';
    };
    expect(await sync({ partMs: 0, windowMs: 0 })).toMatchObject({ isDone: false });
    expect(await news()).toContain('Urgent');
  });
});

test('a backfill goes on after a connection that was cut', async () => {
  for (let uid = 1; uid <= 260; uid += 1) {
    const receivedAt = '01-Jun-2026 10:00:00 +0000';
    server.messages.push({ uid, raw: mailOf(`Vieux ${uid}`), receivedAt });
  }
  server.uidNext = 261;
  await sync();
  await api.request(`/inbox/integrations/${mailbox.id}/backfill`, {
    method: 'POST',
    key: api.company.owner.key,
    body: { from: '2026-01-01T00:00:00Z', to: '2026-11-01T00:00:00Z' },
  });
  let cutCount = 0;
  server.hook = ({ name, args, socket }) => {
    if (name !== 'UID FETCH' || !args.includes('BODY') || !args.includes('260')) return undefined;
    if (cutCount > 0) return undefined;
    cutCount += 1;
    socket.destroy();
    return null;
  };
  expect(await sync()).toEqual({ status: 'failed', isDone: true });
  expect(await sync()).toEqual({ status: 'read', isDone: true });
  expect(await subjects()).toHaveLength(260);
  expect(
    await sql`
    select status from mailbox_cycles where mailbox_id = ${mailbox.id} and trigger = 'backfill'
  `,
  ).toEqual([{ status: 'succeeded' }]);
});

test('a search may take longer than other commands', async () => {
  put('Un');
  server.hook = ({ name, tag, send }) => {
    if (name !== 'UID SEARCH') return undefined;
    setTimeout(() => send(`* SEARCH 1\r\n${tag} OK done\r\n`), 600);
    return null;
  };
  const imap = createImap({ allowLoopback: true, commandTimeoutMs: 300 });
  expect(await sync({ imap })).toMatchObject({ status: 'read' });
  expect(await subjects()).toEqual(['Un']);
});

test('a window over a slow connection is left where the time ended, and read on', async () => {
  put('Un', 'Deux', 'Trois');
  expect(await sync({ partMs: 0, windowMs: 0 })).toEqual({ status: 'read', isDone: false });
  expect(await subjects()).toEqual(['Un']);
  await sync({ partMs: 0, windowMs: 0 });
  await sync();
  expect(await subjects()).toEqual(['Un', 'Deux', 'Trois']);
});

test.each([
  [
    'the one at the root',
    ['Projets', 'Projets/Sent', '"&AMk-l&AOk-ments envoy&AOk-s"'],
    'Éléments envoyés',
  ],
  ['no outbox', ['Outbox'], undefined],
])('of the folders of sent mail without special use: %s', async (_, names, path) => {
  server.hook = ({ name, send }) => {
    if (name !== 'LIST') return undefined;
    for (const folder of ['INBOX', ...names]) send(`* LIST (\\HasNoChildren) "/" ${folder}\r\n`);
    return 'OK done';
  };
  const session = await createImap({ allowLoopback: true }).open({
    imap: { host: '127.0.0.1', port: server.port, security: 'none' },
    login: { user: 'a', password: 'b' },
  });
  const folders = await session.listFolders();
  expect(folders.find(({ role }) => role === 'sent')?.path).toBe(path);
  await session.close();
});

test('a folder of 10,000 messages is listed at once and read in windows of 250', async () => {
  for (let uid = 1; uid <= 10_000; uid += 1) {
    server.messages.push({ uid, raw: 'x', receivedAt: '01-Jan-2020 10:00:00 +0000' });
  }
  server.messages.push({ uid: 10_001, raw: mailOf('Le dernier') });
  server.uidNext = 10_002;
  expect(await sync()).toEqual({ status: 'read', isDone: true });
  expect(await subjects()).toEqual(['Le dernier']);
  const described = server.commands.filter((name) => name === 'UID FETCH');
  expect(described).toHaveLength(41 + 1); // the windows, and the one message that is recent
});

describe('a connection that ends', () => {
  test('BYE inside a message: what came before it is kept, the rest is read by the next cycle', async () => {
    put('Un', 'Deux', 'Trois');
    let isFirst = true;
    server.hook = ({ name, args, send, socket }) => {
      if (name !== 'UID FETCH' || !args.includes('BODY') || !isFirst) return undefined;
      isFirst = false;
      const [first, second] = server.messages;
      if (first === undefined || second === undefined) return undefined;
      send(fetchLine(1, first, args));
      const line = fetchLine(2, second, args);
      send(`${line.slice(0, line.length - 20)}\r\n* BYE out of memory\r\n`);
      socket.end();
      return null;
    };
    expect(await sync()).toMatchObject({ status: 'failed' });
    expect(await failure()).toBe('connection_lost');
    // It brought mail, so nothing waits.
    expect(await sync()).toMatchObject({ status: 'read' });
    expect((await subjects()).toSorted()).toEqual(['Deux', 'Trois', 'Un']);
    expect((await items()).map((item) => item['outcome'])).toEqual(['new', 'new', 'new']);
    expect(await failure()).toBeNull();
  });

  test('a message that ends each connection is quarantined, and the others are read', async () => {
    put('Un', 'Tueur', 'Trois');
    server.hook = ({ name, args, socket }) => {
      const isFatal =
        name === 'UID FETCH' && args.includes('BODY') && /\b2\b/.test(args.split(' ')[0] ?? '');
      if (!isFatal) return undefined;
      socket.destroy();
      return null;
    };
    for (let cycle = 0; cycle < 6; cycle += 1) {
      await sync();
      await retryNow();
    }
    expect(await items()).toEqual([
      { uid: 1, outcome: 'new', reason: 'stored' },
      { uid: 2, outcome: 'quarantined', reason: 'interrupted' },
      { uid: 3, outcome: 'new', reason: 'stored' },
    ]);
    expect(await failure()).toBeNull();
    expect(await notices()).toEqual(['mailbox_quarantined']);
  });

  test.each([
    ['throttled', '* BYE Account exceeded limits: too many commands\r\n'],
    ['connection_lost', ''],
  ])('a provider that delivers no content for hours (%s) costs no message', async (code, bye) => {
    put('Lu');
    await sync();
    put('A', 'B');
    server.hook = ({ name, args, send, socket }) => {
      if (name !== 'UID FETCH' || !args.includes('BODY')) return undefined;
      send(bye);
      socket.end();
      return null;
    };
    for (let cycle = 0; cycle < 9; cycle += 1) {
      await retryNow();
      await sync();
      expect(await failure()).toBe(code);
      expect(await sync()).toMatchObject({ status: 'not_due' });
    }
    server.hook = () => undefined;
    await retryNow();
    await sync();
    await sync();
    expect((await subjects()).toSorted()).toEqual(['A', 'B', 'Lu']);
    expect(await news()).toHaveLength(3);
  });

  test('a server that hangs is given up in time', async () => {
    put('Un');
    server.hook = ({ name }) => (name === 'STATUS' ? null : undefined);
    const imap = createImap({ allowLoopback: true, commandTimeoutMs: 100 });
    expect(await sync({ imap })).toMatchObject({ status: 'failed' });
    expect(await failure()).toBe('timeout');
  });

  test('a message larger than announced does not fill the memory', async () => {
    put('Un');
    server.hook = ({ name, args, send }) => {
      if (name !== 'UID FETCH' || !args.includes('BODY')) return undefined;
      send('* 1 FETCH (UID 1 BODY[] {900000000}\r\n');
      return null;
    };
    expect(await sync()).toMatchObject({ status: 'failed' });
    expect(await failure()).toBe('protocol');
  });
});

describe('a provider that throttles', () => {
  test.each([
    'NO [THROTTLED] slow down',
    'NO [OVERQUOTA] Account exceeded command or bandwidth limits',
    'NO [ALERT] Too many simultaneous connections. (Failure)',
    'NO [LIMIT] Maximum number of connections from user+IP exceeded',
    'NO [UNAVAILABLE] Temporary authentication failure',
    'NO [ALERT] Account exceeded command or bandwidth limits. (Failure)',
    'NO Temporary authentication failure',
    'NO LOGIN failed. Server Unavailable. 15',
    'NO Server busy',
    'NO Login failed: System error',
    'NO Connection limit exceeded',
    'NO Internal server error',
  ])('%s is not a wrong password', async (answer) => {
    server.hook = ({ name }) => (name === 'LOGIN' ? answer : undefined);
    await sync();
    expect(await failure()).toBe('throttled');
  });

  test('in the middle of a cycle too', async () => {
    put('Un');
    server.hook = ({ name }) => (name === 'UID FETCH' ? 'NO [THROTTLED] slow down' : undefined);
    await sync();
    expect(await failure()).toBe('throttled');
  });

  test('BYE instead of a greeting', async () => {
    server.greeting = '* BYE Too many connections, try again later';
    await sync();
    expect(await failure()).toBe('throttled');
  });

  test.each([
    ['NO [AUTHENTICATIONFAILED] Invalid credentials', 'credentials_refused'],
    ['NO LOGIN failed.', 'credentials_refused'],
    ['NO Web login required', 'login_refused'],
  ])('a refused login is one: %s', async (answer, code) => {
    server.hook = ({ name }) => (name === 'LOGIN' ? answer : undefined);
    await sync();
    expect(await failure()).toBe(code);
  });

  test.each([
    ['STATUS', 'NO [UNAVAILABLE] try later'],
    ['EXAMINE', 'NO Mailbox is locked'],
    ['EXAMINE', 'BAD User is authenticated but not connected'],
    ['UID SEARCH', 'NO [OVERQUOTA] over'],
  ])('%s is answered %s: the next cycles wait', async (command, answer) => {
    put('Un');
    server.hook = ({ name }) => (name === command ? answer : undefined);
    await sync();
    expect(await failure()).toBe('throttled');
    expect(await sync()).toEqual({ status: 'not_due', isDone: true });
  });

  test('scheduled cycles wait longer each time, and a person may still ask for one', async () => {
    server.greeting = '* BYE Too many connections';
    await sync();
    const waits = [];
    for (let cycle = 0; cycle < 6; cycle += 1) {
      const [row] = await sql`
        select round(extract(epoch from retry_at - now()) / 60)::integer as minutes
        from mailbox_leases where mailbox_id = ${mailbox.id}
      `;
      waits.push(row?.['minutes']);
      expect(await sync()).toEqual({ status: 'not_due', isDone: true });
      await retryNow();
      await sync();
    }
    expect(waits).toEqual([1, 2, 4, 8, 15, 15]);
    const path = `/inbox/integrations/${mailbox.id}/sync`;
    const ask = () => api.request(path, { method: 'POST', key: api.company.owner.key });
    server.connectionCount = 0;
    await ask();
    expect(await sync()).toMatchObject({ status: 'not_due' });
    const [cycle] = await sql`
      select status, error_code from mailbox_cycles
      where mailbox_id = ${mailbox.id} order by id desc limit 1
    `;
    expect(cycle).toMatchObject({ status: 'failed', error_code: 'throttled' });
    expect(server.connectionCount).toBe(0);
    await sql`
      update mailbox_leases set retry_at = retry_at - interval '3 minutes'
      where mailbox_id = ${mailbox.id}
    `;
    await ask();
    expect(await sync()).toMatchObject({ status: 'failed' });
    expect(server.connectionCount).toBe(1);
    server.greeting = '* OK ready';
    await retryNow();
    expect(await sync()).toMatchObject({ status: 'read' });
  });
});

test('a cycle without news is one connection and one STATUS', async () => {
  put('Un');
  await sync();
  server.commands.length = 0;
  server.connectionCount = 0;
  await sync();
  expect(server.connectionCount).toBe(1);
  expect(server.commands).toEqual(['LOGIN', 'CAPABILITY', 'NAMESPACE', 'STATUS', 'LOGOUT']);
});
