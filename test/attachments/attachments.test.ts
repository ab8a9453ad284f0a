/**
 * Goal: files of messages are found, shown and downloaded without harm to the reader, by those who may see their
 * conversation; uploads for a reply take the same checks as received files and go after a week. Method: the API in
 * process, real PostgreSQL, files on a disk, the sweep of an api process.
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createHistory, type History } from '../../src/background/history.ts';
import { AttachmentOut } from '../../src/domain/attachments/shapes.ts';
import { OutgoingOut } from '../../src/domain/replies/shapes.ts';
import type { Files } from '../../src/platform/files/contract.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import { importsAs } from '../support/lead-imports.ts';
import { insertRows, type SampleRows } from '../support/rows/index.ts';
import { EXE, PDF, PNG } from '../mime/cases/mail.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY_MS);

let api: TestApi;
let rows: SampleRows;
let files: Files;
let history: History;
let remove: Files['remove'];
let key: string;

beforeAll(async () => {
  api = await startTestApi();
  rows = await insertRows(api, api.company);
  ({ files } = api.deps);
  ({ key } = api.company.owner);
  history = createHistory({ ...api.deps, files: { ...files, remove: (file) => remove(file) } });
});
afterAll(() => api.stop());
beforeEach(() => {
  remove = (file) => files.remove(file);
  api.deps.files = files;
});

const upload = (
  content: string | Buffer,
  name: string,
  {
    as = key,
    path = `/inbox/conversations/${rows.inbox.conversationId}/attachments`,
    type = 'application/pdf',
  } = {},
): Promise<Response> => {
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(Buffer.from(content))], { type }), name);
  return Promise.resolve(
    api.app.request(path, {
      method: 'POST',
      body,
      headers: { Authorization: `Bearer ${as}`, 'X-Forwarded-For': '203.0.113.1' },
    }),
  );
};
const uploaded = async (...input: Parameters<typeof upload>) =>
  answerOf(await upload(...input), 201, AttachmentOut);
const get = (path: string, as = key): Promise<Response> => api.request(path, { key: as });

const store = async (content: string | Buffer): Promise<string> => {
  const { sha256 } = await files.put({
    companyId: api.company.id,
    content: (async function* () {
      yield Buffer.from(content);
    })(),
    sizeMaxBytes: 1_000_000,
  });
  return sha256;
};

/** A received file of the sample message. */
const received = async (
  content: string | Buffer,
  { name = 'fichier', type = 'application/octet-stream', contentId = null as string | null } = {},
): Promise<number> => {
  const sha256 = await store(content);
  const [row] = await api.superuser`
    insert into message_attachments (
      company_id, conversation_id, message_id, file_name, media_type, size_bytes, sha256, content_id
    )
    values (
      ${api.company.id}, ${rows.inbox.conversationId}, ${rows.inbox.messageId}, ${name}, ${type},
      ${content.length}, ${sha256}, ${contentId}
    )
    returning id
  `;
  return z.object({ id: z.coerce.number() }).parse(row).id;
};

const auditedSince = async (operation: string): Promise<number> => {
  await api.sealFacts();
  const [row] = await api.superuser`
    select count(*) as count from audit_entries
    where company_id = ${api.company.id} and entry ->> 'operation' = ${operation}
  `;
  return Number(row?.['count']);
};

describe('an upload for a reply', () => {
  test('is named and typed by the same rules as a received file, and can be read back', async () => {
    const name = 'Pièce d’identité – été.pdf';
    const shown = await uploaded(PDF, `../${name}`);
    expect(shown).toMatchObject({
      file_name: name,
      media_type: 'application/pdf',
      size_bytes: PDF.length,
      message_id: null,
      uploaded_by: api.company.owner.id,
      refused_reason: null,
    });
    expect(await answerOf(await get(`/inbox/attachments/${shown.id}`), 200, AttachmentOut)).toEqual(
      shown,
    );
    const content = await get(`/inbox/attachments/${shown.id}/content`);
    expect(Buffer.from(await content.arrayBuffer())).toEqual(PDF);
    expect(await auditedSince('attachments.create')).toBeGreaterThan(0);
  });

  test.each([
    ['a program', EXE, 'devis.pdf', 'file_executable'],
    ['a program by its name', 'x', 'devis.pdf.js', 'file_executable'],
    ['HTML named .pdf', '<html><script>x</script>', 'devis.pdf', 'file_type_mismatch'],
    ['SVG named .png', '<svg onload="x()"/>', 'logo.png', 'file_type_mismatch'],
  ] as const)(
    '%s is refused with its fault, and nothing is stored',
    async (_, content, name, code) => {
      const before = await api.superuser`select id from message_attachments`;
      const answer = await upload(content, name);
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({ errors: [{ path: 'file', code }] });
      expect(await api.superuser`select id from message_attachments`).toHaveLength(before.length);
    },
  );

  test('above 20 MB is refused', async () => {
    expect((await upload(Buffer.alloc(20 * 1024 * 1024 + 1), 'gros.dat')).status).toBe(413);
  });

  test('that is not sent yet is seen by the user that uploaded it only', async () => {
    const { id } = await uploaded('à moi', 'notes.txt');
    const { key: other } = api.company.supervisor;
    expect((await get(`/inbox/attachments/${id}`, other)).status).toBe(404);
    expect((await get(`/inbox/attachments/${id}/content`, other)).status).toBe(404);
  });

  test('for a conversation that is not begun yet is seen by its user only, and taken by it', async () => {
    const [agent] = api.company.agents;
    const file = await uploaded(PDF, 'devis.pdf', { as: agent.key, path: '/inbox/attachments' });
    expect(file).toMatchObject({ conversation_id: null, message_id: null });
    const path = `/inbox/attachments/${file.id}`;
    for (const other of [key, api.otherCompany.owner.key]) {
      expect((await get(path, other)).status).toBe(404);
      expect((await get(`${path}/content`, other)).status).toBe(404);
    }
    const start = (as: string) =>
      api.request('/inbox/conversations', {
        key: as,
        body: {
          mailbox_id: rows.inbox.mailboxId,
          to: [{ address: 'paul@clients.example' }],
          subject: 'Devis',
          text: 'Ci-joint',
          attachment_ids: [file.id],
        },
      });
    expect((await start(key)).status, 'of another user').toBe(422);
    const message = await answerOf(await start(agent.key), 202, OutgoingOut);
    expect(await answerOf(await get(path), 200, AttachmentOut)).toMatchObject({
      conversation_id: message.conversation_id,
      message_id: message.id,
    });
    expect((await start(agent.key)).status, 'it belongs to the first message').toBe(422);
  });

  test('to a conversation of another call centre is the 404 of a missing one', async () => {
    const [centre] = await api.superuser`
      insert into call_centres (company_id, name) values (${api.company.id}, 'Ailleurs') returning id
    `;
    await api.superuser`
      update conversations set call_centre_id = ${Number(centre?.['id'])}
      where id = ${rows.inbox.conversationId}
    `;
    const { key: agent } = api.company.agents[0];
    expect((await upload('x', 'x.txt', { as: agent })).status).toBe(404);
    const id = await received('x');
    expect((await get(`/inbox/attachments/${id}`, agent)).status).toBe(404);
    expect((await get(`/inbox/messages/${rows.inbox.messageId}/html`, agent)).status).toBe(404);
    await api.superuser`
      update conversations set call_centre_id = ${api.company.callCentreId}
      where id = ${rows.inbox.conversationId}
    `;
    expect((await upload('x', 'x.txt', { as: agent })).status).toBe(201);
  });
});

describe('the content of a file', () => {
  test('is saved and never shown as a page', async () => {
    const id = await received('<script>alert(1)</script>', {
      name: 'été "x".html',
      type: 'text/html',
    });
    for (const query of ['', '?preview=true']) {
      const { headers } = await get(`/inbox/attachments/${id}/content${query}`);
      expect(headers.get('Content-Disposition')).toBe(
        `attachment; filename="_t_ _x_.html"; filename*=UTF-8''%C3%A9t%C3%A9%20%22x%22.html`,
      );
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(headers.get('Content-Security-Policy')).toBe("default-src 'none'; sandbox");
    }
  });

  test.each([
    ['PNG', PNG, 'image/png', 'inline'],
    ['PDF', PDF, 'application/pdf', 'attachment'],
    ['SVG', '<svg/>', 'image/svg+xml', 'attachment'],
    ['text', 'x', 'text/plain', 'attachment'],
  ] as const)(
    'of a %s with preview=true is answered as it should',
    async (_, content, type, kind) => {
      const id = await received(content, { type });
      const { headers } = await get(`/inbox/attachments/${id}/content?preview=true`);
      expect(headers.get('X-Frame-Options')).toBe('DENY');
      expect(headers.get('Content-Disposition')).toMatch(new RegExp(`^${kind};`));
      expect(headers.get('Content-Security-Policy')).toBe("default-src 'none'; sandbox");
    },
  );

  test('that was refused is gone; the file says why', async () => {
    const id = await received('x');
    await api.superuser`
      update message_attachments set sha256 = null, refused_reason = 'executable' where id = ${id}
    `;
    expect(await refusalOf(await get(`/inbox/attachments/${id}/content`))).toMatchObject({
      status: 410,
    });
    expect(await answerOf(await get(`/inbox/attachments/${id}`), 200, AttachmentOut)).toMatchObject(
      { refused_reason: 'executable' },
    );
  });

  test('is audited at each download', async () => {
    const id = await received('x');
    const before = await auditedSince('attachments.content');
    await get(`/inbox/attachments/${id}/content`);
    expect(await auditedSince('attachments.content')).toBe(before + 1);
  });
});

describe('a message as a page', () => {
  const setHtml = (html: string | null) =>
    api.superuser`update messages set html = ${html}, text = '1 < 2' where id = ${rows.inbox.messageId}`;
  const page = async (query = '') => {
    const answer = await get(`/inbox/messages/${rows.inbox.messageId}/html${query}`);
    return { html: await answer.text(), headers: answer.headers };
  };

  test('loads nothing and runs nothing, also if old rows hold more than today’s rules allow', async () => {
    await setHtml(
      '<p onclick="x()">Bonjour<script>x()</script><img data-remote-src="https://x.example/a.png"></p>',
    );
    const { html, headers } = await page();
    expect(html).toContain('<p>Bonjour<img data-remote-src="https://x.example/a.png" /></p>');
    expect(html).not.toContain('script');
    const policy = headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain("default-src 'none'; img-src data:; style-src 'unsafe-inline'");
    expect(policy).toMatch(/sandbox allow-popups/);
    expect(policy).not.toContain('allow-scripts');
    expect(policy).not.toContain('allow-same-origin');
    expect(html, 'for a frame by srcdoc').toContain(`content="default-src 'none'; img-src data:;`);
    expect(headers.get('Referrer-Policy')).toBe('no-referrer');
  });

  test('loads images of other servers when asked, without a referrer', async () => {
    await setHtml('<img data-remote-src="https://x.example/a.png?b=1&amp;c=2" alt="Logo">');
    const { html, headers } = await page('?images=true');
    expect(html).toContain('src="https://x.example/a.png?b=1&amp;c=2"');
    expect(html).toContain('referrerpolicy="no-referrer"');
    expect(headers.get('Content-Security-Policy')).toContain('img-src data: https: http:');
  });

  test('with images of other servers runs the script that tells its height, and no other', async () => {
    const run = async (html: string) => {
      await setHtml(html);
      const shown = await page('?images=true');
      const policy = shown.headers.get('Content-Security-Policy') ?? '';
      return { ...shown, policy, scripts: shown.html.match(/<script>.*?<\/script>/g) ?? [] };
    };
    const { html, policy, scripts } = await run('<p onclick="x()">Bonjour<script>x()</script></p>');
    expect(html).toContain('<p>Bonjour</p>');
    const [script = ''] = scripts;
    const hash = createHash('sha256')
      .update(script.replaceAll(/<.?script>/g, ''))
      .digest('base64');
    expect(policy).toContain(`script-src 'sha256-${hash}'; base-uri`);
    expect(policy).toMatch(/sandbox allow-popups allow-popups-to-escape-sandbox allow-scripts;/);
    expect(policy).not.toContain('allow-same-origin');
    expect((await run('<p>Autre</p>')).scripts, 'the same in every mail').toEqual([script]);
  });

  test('holds the images of the message', async () => {
    await received(PNG, { type: 'image/png', contentId: 'logo@x' });
    await setHtml('<img data-cid="logo@x"><img data-cid="absent@x">');
    const { html } = await page();
    expect(html).toContain(`<img src="data:image/png;base64,${PNG.toString('base64')}" /><img />`);
  });

  test('of a plain message shows its text', async () => {
    await setHtml(null);
    expect((await page()).html).toContain('<div class="plain">1 &lt; 2</div>');
  });

  test('and its source are audited', async () => {
    const sha256 = await store('Subject: Devis\r\n\r\nBonjour');
    await api.superuser`update messages set raw_sha256 = ${sha256} where id = ${rows.inbox.messageId}`;
    const before = [await auditedSince('messages.html'), await auditedSince('messages.source')];
    await page();
    const source = await get(`/inbox/messages/${rows.inbox.messageId}/source`);
    expect(await source.text()).toBe('Subject: Devis\r\n\r\nBonjour');
    expect(source.headers.get('Content-Disposition')).toMatch(/^attachment; filename="Devis\.eml"/);
    const after = [await auditedSince('messages.html'), await auditedSince('messages.source')];
    expect(after).toEqual(before.map((count) => count + 1));
  });
});

describe('an upload that was never sent', () => {
  let unique = 0;
  const newContent = (): string => `contenu ${(unique += 1)}`;
  const age = (id: number, days: number) =>
    api.superuser`
      update message_attachments
      set created_at = ${daysAgo(days)}, file_state_at = ${daysAgo(days)}
      where id = ${id}
    `;
  const hashOf = async (id: number): Promise<string> => {
    const [row] = await api.superuser`select sha256 from message_attachments where id = ${id}`;
    return z.object({ sha256: z.string() }).parse(row).sha256;
  };
  const isStored = (sha256: string) => files.has({ companyId: api.company.id, sha256 });
  const status = async (id: number) => (await get(`/inbox/attachments/${id}`)).status;

  test('goes after seven days with its file; a second sweep changes nothing', async () => {
    const { id } = await uploaded(newContent(), 'a.txt');
    const sha256 = await hashOf(id);
    await age(id, 6);
    await history.sweep();
    expect([await status(id), await isStored(sha256)]).toEqual([200, true]);
    await age(id, 8);
    await Promise.all([history.sweep(), history.sweep()]);
    await history.sweep();
    expect([await status(id), await isStored(sha256)]).toEqual([404, false]);
    expect(await auditedSince('attachments.purge')).toBe(1);
    const late = await api.request(`/inbox/conversations/${rows.inbox.conversationId}/reply`, {
      key,
      body: { text: 'Ci-joint', attachment_ids: [id] },
    });
    expect((await refusalOf(late)).faults, 'it can not be sent any more').toHaveLength(1);
  });

  test('stays if a message has taken it', async () => {
    const { id } = await uploaded(newContent(), 'a.txt');
    await api.superuser`
      update message_attachments set message_id = ${rows.inbox.messageId} where id = ${id}
    `;
    await age(id, 8);
    await history.sweep();
    expect([await status(id), await isStored(await hashOf(id))]).toEqual([200, true]);
  });

  test.each(['another upload', 'an import of leads', 'a received message'] as const)(
    'keeps a file that %s names too',
    async (what) => {
      const content = `Nom;E-mail\r\nDumitru;${(unique += 1)}@example.com`;
      const { id } = await uploaded(content, 'leads.csv', { type: 'text/csv' });
      const sha256 = await hashOf(id);
      if (what === 'another upload') await uploaded(content, 'autre.csv', { type: 'text/csv' });
      else if (what === 'an import of leads') await importsAs(api, key).uploaded(content);
      else
        await api.superuser`update messages set raw_sha256 = ${sha256} where id = ${rows.inbox.messageId}`;
      await age(id, 8);
      await history.sweep();
      expect([await status(id), await isStored(sha256)]).toEqual([404, true]);
    },
  );

  test('whose file is not removed, by a fault or a kill, loses it later', async () => {
    const content = newContent();
    const { id } = await uploaded(content, 'a.txt');
    const sha256 = await hashOf(id);
    await age(id, 8);
    remove = () => Promise.reject(new Error('the disk is away'));
    await history.sweep();
    expect(await isStored(sha256)).toBe(true);
    expect((await upload(content, 'b.txt')).status, 'it is being removed').toBe(503);
    expect(
      (await importsAs(api, key).upload(content)).status,
      'also for an import',
    ).toBeGreaterThanOrEqual(422);
    remove = (file) => files.remove(file);
    await age(id, 1);
    await history.sweep();
    expect(await isStored(sha256)).toBe(false);
    const again = await uploaded(content, 'c.txt');
    expect(await isStored(await hashOf(again.id))).toBe(true);
  });

  test('whose file is removed between an upload of the same content and its commit is refused, and can be sent again', async () => {
    const content = newContent();
    const { id } = await uploaded(content, 'a.txt');
    await age(id, 8);
    api.deps.files = {
      ...files,
      put: async (input) => {
        const stored = await files.put(input);
        await history.sweep();
        return stored;
      },
    };
    expect((await upload(content, 'b.txt')).status).toBe(503);
    const again = await uploaded(content, 'c.txt');
    expect(await isStored(await hashOf(again.id))).toBe(true);
  });
});
