/**
 * Goal: files of a case are kept, found, downloaded and deleted without harm to those who open them, by those who reach
 * the case. Method: the API in process, real PostgreSQL, files on a disk.
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CaseFileOut, CaseFileTextOut } from '../../src/domain/case-files/shapes.ts';
import { CaseOut } from '../../src/domain/cases/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import { uploadCaseFile, uploadedCaseFile, type CaseFile } from '../support/case-files.ts';
import { insertClient, openCase } from '../support/cases.ts';
import { EXE, PDF, PNG } from '../mime/cases/mail.ts';

let api: TestApi;
let key: string;
let caseId: number;

beforeAll(async () => {
  api = await startTestApi();
  ({ key } = api.company.owner);
});
afterAll(() => api.stop());
beforeEach(async () => {
  const clientId = await insertClient(api, api.company);
  ({ id: caseId } = await openCase(api, api.company.owner, { client_id: clientId }));
});

const add = (name: string, content: string | Uint8Array, type?: string): Promise<CaseFile> =>
  uploadedCaseFile(api, { key, caseId, name, content, ...(type !== undefined && { type }) });
const pathOf = (id: number): string => `/api/crm/case/${caseId}/file/${id}`;
const get = (path: string, headers: Record<string, string> = {}, as = key): Promise<Response> =>
  api.request(path, { key: as, headers });
const list = async (query = ''): Promise<CaseFile[]> =>
  (await answerOf(await get(`/api/crm/case/${caseId}/file${query}`), 200, pageOf(CaseFileOut)))
    .data;
const remove = (id: number, as = key): Promise<Response> =>
  api.request(pathOf(id), { key: as, method: 'DELETE' });
const restore = (id: number): Promise<Response> =>
  api.request(`${pathOf(id)}/restore`, { key, method: 'POST' });
const contentVersion = async (): Promise<number> => {
  const [row] = await api.superuser`select content_version from cases where id = ${caseId}`;
  return Number(row?.['content_version']);
};
const audited = async (operation: string): Promise<Record<string, unknown>[]> => {
  await api.sealFacts();
  const rows = await api.superuser`
    select entry from audit_entries
    where company_id = ${api.company.id} and entry ->> 'operation' = ${operation}
      and entry ->> 'resource_id' = ${String(caseId)}
  `;
  return rows.map(({ entry }) => Object(entry));
};

describe('an upload', () => {
  test('is told of to the assignee of the case, unless they did it', async () => {
    const { supervisor, owner } = api.company;
    const told = () => api.superuser`
      select user_id, params ->> 'file' as file from notifications where type = 'CASE_FILE_ADDED'
    `;
    await add('le-mien.pdf', PDF);
    expect(await told()).toEqual([]);
    await uploadedCaseFile(api, {
      key: supervisor.key,
      caseId,
      name: 'statuts.pdf',
      content: PDF,
    });
    expect(await told()).toEqual([{ user_id: owner.id, file: 'statuts.pdf' }]);
  });

  test('is named and typed by its content, and can be read back', async () => {
    const before = await contentVersion();
    const answer = await uploadCaseFile(api, {
      key,
      caseId,
      name: 'Pièce d’identité – été.pdf',
      content: PDF,
    });
    const file = await answerOf(answer.clone(), 201, CaseFileOut);
    expect(answer.headers.get('Location')).toBe(pathOf(file.id));
    expect(file).toMatchObject({
      case_id: caseId,
      name: 'Pièce d’identité – été.pdf',
      version: 1,
      is_latest: true,
      media_type: 'application/pdf',
      size_bytes: PDF.length,
      sha256: createHash('sha256').update(PDF).digest('hex'),
      uploaded_by: api.company.owner.id,
      scan_state: 'not_scanned',
      is_quarantined: false,
      is_previewable: true,
      text_state: 'pending',
    });
    const content = await get(pathOf(file.id));
    expect(Buffer.from(await content.arrayBuffer())).toEqual(PDF);
    expect(await contentVersion()).toBe(before + 1);
    expect(await audited('case_files.create')).toHaveLength(1);
    expect(await audited('case_files.content')).toHaveLength(1);
    const [command] = await api.superuser`
      select input from commands where workflow_id = ${`case-file/${file.id}`}
    `;
    expect(command?.['input'], 'ids alone').toEqual({ companyId: api.company.id, fileId: file.id });
  });

  test('of a name that the case has is the next version of it', async () => {
    const first = await add('devis.txt', 'un');
    const second = await add('devis.txt', 'deux');
    await add('autre.txt', 'trois');
    expect([first.version, second.version]).toEqual([1, 2]);
    expect(
      (await list('?name=devis.txt')).map(({ id, is_latest: isLatest }) => [id, isLatest]),
    ).toEqual([
      [second.id, true],
      [first.id, false],
    ]);
    expect((await list('?is_latest=true')).map(({ name }) => name)).toEqual([
      'autre.txt',
      'devis.txt',
    ]);
    expect(await (await get(pathOf(first.id))).text()).toBe('un');
  });

  test.each([
    ['..%2f..%2fetc/passwd', 'passwd'],
    ['..%2f..%2fetc%2fpasswd', 'passwd'],
    ['..%252f..%255cetc%252Fpasswd', 'passwd'],
    ['..\\..\\windows\\system.ini', 'system.ini'],
    ['fac\u200bture\u2060.txt', 'facture.txt'],
    ['con', '_con'],
    ['con.txt', '_con.txt'],
    ['devis\u202efdp.txt', 'devisfdp.txt'],
    ['deux\nlignes.txt', 'deux_lignes.txt'],
    ['.htaccess', 'htaccess'],
    ['a<b>:"|?*.txt', 'a_b______.txt'],
    ['e\u0301te\u0301.txt', 'été.txt'],
    ['%00', 'piece-jointe.txt'],
    ['...', 'piece-jointe.txt'],
  ])('named %j is stored as %j', async (sent, stored) => {
    expect((await add(sent, 'x', 'text/plain')).name).toBe(stored);
  });

  test('with a name of 300 characters keeps its end, and its extension', async () => {
    const { name } = await add(`${'é'.repeat(296)}.txt`, 'x');
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(name).toMatch(/^é+\.txt$/);
  });

  test.each([
    ['a program', EXE, 'devis.pdf', 'file_executable'],
    ['a program by its name', 'x', 'devis.pdf.js', 'file_executable'],
    ['HTML named .pdf', '<html><script>x</script>', 'devis.pdf', 'file_type_mismatch'],
    ['SVG named .png', '<svg onload="x()"/>', 'logo.png', 'file_type_mismatch'],
    ['an empty file', '', 'vide.txt', 'required'],
  ] as const)(
    '%s is refused with its fault, and nothing is stored',
    async (_, content, name, code) => {
      const answer = await uploadCaseFile(api, { key, caseId, name, content });
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({ errors: [{ path: 'file', code }] });
      expect(await list()).toEqual([]);
    },
  );

  test('above the size of the operator is refused, and one of this size is taken', async () => {
    const small = await startTestApi({ CASE_FILE_SIZE_MAX_MB: '1' });
    try {
      const owner = small.company.owner;
      const clientId = await insertClient(small, small.company);
      const { id } = await openCase(small, owner, { client_id: clientId });
      const send = (sizeBytes: number) =>
        uploadCaseFile(small, {
          key: owner.key,
          caseId: id,
          name: 'gros.dat',
          content: Buffer.alloc(sizeBytes, 'x'),
        });
      expect((await send(1024 * 1024)).status).toBe(201);
      expect((await send(1024 * 1024 + 1)).status).toBe(413);
      expect((await send(2 * 1024 * 1024)).status).toBe(413);
    } finally {
      await small.stop();
    }
  });

  test('to a case of another call centre or a deleted one is the 404 of a missing one', async () => {
    const [centre] = await api.superuser`
      insert into call_centres (company_id, name) values (${api.company.id}, 'Ailleurs') returning id
    `;
    const file = await add('a.txt', 'a');
    await api.superuser`
      update cases set call_centre_id = ${Number(centre?.['id'])} where id = ${caseId}
    `;
    const [agent] = api.company.agents;
    const sent = { caseId, name: 'x.txt', content: 'x' };
    expect((await uploadCaseFile(api, { ...sent, key: agent.key })).status).toBe(404);
    expect((await get(pathOf(file.id), {}, agent.key)).status).toBe(404);
    expect((await get(`${pathOf(file.id)}/text`, {}, agent.key)).status).toBe(404);
    expect((await remove(file.id, agent.key)).status).toBe(404);
    await api.request(`/api/crm/case/${caseId}`, { key, method: 'DELETE' });
    expect((await uploadCaseFile(api, { ...sent, key })).status).toBe(404);
    expect((await get(pathOf(file.id))).status).toBe(404);
  });

  test('is refused once a case has a thousand files', async () => {
    await api.superuser`
      insert into case_files (
        company_id, case_id, name, version, media_type, size_bytes, sha256, uploaded_by, scan_state
      )
      select ${api.company.id}, ${caseId}, 'f', version, 'text/plain', 1, ${'a'.repeat(64)},
        ${api.company.owner.id}, 'not_scanned'
      from generate_series(1, 1000) as version
    `;
    const answer = await uploadCaseFile(api, { key, caseId, name: 'x.txt', content: 'x' });
    expect(await refusalOf(answer)).toMatchObject({ status: 409, code: 'conflict' });
  });
});

describe('a file of one case', () => {
  test('is not found below another case', async () => {
    const file = await add('a.txt', 'a');
    const clientId = await insertClient(api, api.company);
    const other = await openCase(api, api.company.owner, { client_id: clientId });
    const path = `/api/crm/case/${other.id}/file/${file.id}`;
    expect((await get(path)).status).toBe(404);
    expect((await get(`${path}/text`)).status).toBe(404);
    expect((await api.request(path, { key, method: 'DELETE' })).status).toBe(404);
    expect((await api.request(`${path}/restore`, { key, method: 'POST' })).status).toBe(404);
  });
});

describe('what a browser gets', () => {
  test.each([
    [
      'SVG with a script',
      '<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>',
      'logo.svg',
      'image/svg+xml',
    ],
    ['HTML', '<!doctype html><script>x()</script>', 'page.html', 'text/html'],
    ['HTML named .txt', '<html><script>x()</script></html>', 'notes.txt', 'text/html'],
    ['XHTML behind a comment', '<!-- a --><?xml version="1.0"?><html/>', 'a.xml', 'text/html'],
  ])('of %s is saved, sandboxed, and never shown', async (_, content, name, type) => {
    const file = await add(name, content);
    expect(file).toMatchObject({ media_type: type, is_previewable: false });
    for (const query of ['', '?inline=true']) {
      const { headers } = await get(`${pathOf(file.id)}${query}`);
      expect(headers.get('Content-Disposition')).toMatch(/^attachment;/);
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(headers.get('Content-Security-Policy')).toBe("default-src 'none'; sandbox");
    }
  });

  test('of a file that is two things at once is what its first bytes are, and runs nothing', async () => {
    const gif = Buffer.from('GIF89a/*<script>x()</script>*/=1;<svg onload="x()">');
    const pdf = Buffer.concat([PDF, Buffer.from('<script>x()</script>')]);
    const image = await add('a.gif', gif);
    const document = await add('a.pdf', pdf);
    expect([image.media_type, document.media_type]).toEqual(['image/gif', 'application/pdf']);
    const shown = await get(`${pathOf(image.id)}?inline=true`);
    expect(shown.headers.get('Content-Type')).toBe('image/gif');
    expect(shown.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(shown.headers.get('Content-Security-Policy')).toBe("default-src 'none'; sandbox");
  });

  test.each([
    ['a PNG', PNG, 'a.png', 'inline', 'image/png'],
    ['a PDF', PDF, 'a.pdf', 'attachment', 'application/pdf'],
    ['a text', 'x', 'a.txt', 'inline', 'text/plain; charset=utf-8'],
    ['a CSV', 'a;b', 'a.csv', 'attachment', 'text/csv'],
    ['a mail', 'Subject: x\n\nx', 'a.eml', 'attachment', 'message/rfc822'],
  ] as const)('of %s with inline=true is as it should', async (_, content, name, kind, type) => {
    const file = await add(name, content);
    const { headers } = await get(`${pathOf(file.id)}?inline=true`);
    expect(headers.get('Content-Disposition')).toMatch(new RegExp(`^${kind};`));
    expect(headers.get('Content-Type')).toBe(type);
    expect(headers.get('Content-Security-Policy')).toBe("default-src 'none'; sandbox");
    expect(headers.get('X-Frame-Options')).toBe('DENY');
    const saved = await get(pathOf(file.id));
    expect(saved.headers.get('Content-Disposition')).toMatch(/^attachment;/);
  });

  test('has the name in ASCII and encoded, as RFC 6266 and RFC 8187 say', async () => {
    const file = await add("l'été (1) 100%.txt", 'x');
    expect((await get(pathOf(file.id))).headers.get('Content-Disposition')).toBe(
      `attachment; filename="l'_t_ (1) 100_.txt"; filename*=UTF-8''l%27%C3%A9t%C3%A9%20%281%29%20100%25.txt`,
    );
  });
});

describe('a part of a file', () => {
  const CONTENT = '0123456789';
  let file: CaseFile;
  let etag: string;
  beforeEach(async () => {
    file = await add('dix.txt', CONTENT);
    etag = `"${file.sha256}"`;
  });
  const ask = (headers: Record<string, string>, method = 'GET') =>
    api.request(pathOf(file.id), { key, headers, method });

  test.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=4-', 206, '456789', 'bytes 4-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=-30', 206, CONTENT, 'bytes 0-9/10'],
    ['bytes=8-99999999999999999999', 206, '89', 'bytes 8-9/10'],
    ['BYTES=0-0', 206, '0', 'bytes 0-0/10'],
    ['bytes=9-9', 206, '9', 'bytes 9-9/10'],
    ['bytes=0-1,5-6', 200, CONTENT, null],
    ['bytes=5-2', 200, CONTENT, null],
    ['bytes=-', 200, CONTENT, null],
    ['bytes=a-b', 200, CONTENT, null],
    ['bytes=+1-2', 200, CONTENT, null],
    ['lines=0-1', 200, CONTENT, null],
    ['bytes=10-', 416, null, 'bytes */10'],
    ['bytes=99999999999999999999-', 416, null, 'bytes */10'],
    ['bytes=-0', 416, null, 'bytes */10'],
  ])('by `Range: %s` is answered %i', async (range, status, content, contentRange) => {
    const answer = await ask({ Range: range });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('Content-Range')).toBe(contentRange);
    expect(answer.headers.get('ETag')).toBe(etag);
    expect(answer.headers.get('Accept-Ranges')).toBe('bytes');
    if (content === null) return;
    expect(answer.headers.get('Content-Length')).toBe(String(content.length));
    expect(await answer.text()).toBe(content);
  });

  test('is answered if If-Range names this content, else all of it', async () => {
    const range = { Range: 'bytes=0-1' };
    expect((await ask({ ...range, 'If-Range': etag })).status).toBe(206);
    for (const other of ['"other"', `W/${etag}`, 'Sun, 06 Nov 1994 08:49:37 GMT']) {
      expect((await ask({ ...range, 'If-Range': other })).status, other).toBe(200);
    }
  });

  test('is not answered to a client that has the file, nor one that wants another', async () => {
    for (const tags of [etag, '*', `"x", W/${etag}`]) {
      const answer = await ask({ 'If-None-Match': tags, Range: 'bytes=0-1' });
      expect(answer.status, tags).toBe(304);
      expect(answer.headers.get('ETag')).toBe(etag);
      expect(await answer.text()).toBe('');
    }
    expect((await ask({ 'If-None-Match': '"x"' })).status).toBe(200);
    expect((await ask({ 'If-Match': etag })).status).toBe(200);
    expect((await ask({ 'If-Match': `W/${etag}` })).status).toBe(412);
    expect((await ask({ 'If-Match': '"x"', 'If-None-Match': etag })).status).toBe(412);
  });

  test('is not asked for with HEAD: it tells the size of all', async () => {
    const answer = await ask({ Range: 'bytes=0-1' }, 'HEAD');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Length')).toBe('10');
  });

  test('is audited like the whole file', async () => {
    await (await ask({ Range: 'bytes=5-' })).text();
    await ask({ 'If-None-Match': etag });
    expect(await audited('case_files.content')).toHaveLength(2);
  });
});

describe('a file in quarantine', () => {
  test.each([
    ['pending', 'quarantined', 409],
    ['failed', 'quarantined', 409],
    ['infected', 'gone', 410],
  ])('that is %s is not given away: %s', async (state, code, status) => {
    const file = await add('a.txt', 'a');
    await api.superuser`
      update case_files
      set scan_state = ${state},
          file_state = ${state === 'infected' ? 'removed' : 'kept'}
      where id = ${file.id}
    `;
    for (const path of [
      pathOf(file.id),
      `${pathOf(file.id)}?inline=true`,
      `${pathOf(file.id)}/text`,
    ]) {
      expect(await refusalOf(await get(path, { Range: 'bytes=0-0' }))).toMatchObject({
        status,
        code,
      });
    }
    expect(await list()).toMatchObject([
      { scan_state: state, is_quarantined: state !== 'infected', is_previewable: false },
    ]);
    expect(await audited('case_files.content')).toEqual([]);
  });

  test('is what each file is at first, where a scanner is set', async () => {
    const scanned = await startTestApi({ CLAMAV_HOST: '127.0.0.1' });
    try {
      const { owner } = scanned.company;
      const clientId = await insertClient(scanned, scanned.company);
      const { id } = await openCase(scanned, owner, { client_id: clientId });
      const file = await uploadedCaseFile(scanned, {
        key: owner.key,
        caseId: id,
        name: 'a.txt',
        content: 'a',
      });
      expect(file).toMatchObject({ scan_state: 'pending', is_quarantined: true });
      const answer = await scanned.request(`/api/crm/case/${id}/file/${file.id}`, {
        key: owner.key,
      });
      expect(await answer.json()).toMatchObject({
        status: 409,
        code: 'quarantined',
        details: { scan_state: 'pending' },
      });
    } finally {
      await scanned.stop();
    }
  });
});

describe('a deleted file', () => {
  test('is not listed, read or found, and comes back as it was', async () => {
    const first = await add('a.txt', 'un');
    const second = await add('a.txt', 'deux');
    const before = await contentVersion();
    expect((await remove(second.id)).status).toBe(204);
    expect((await remove(second.id)).status, 'twice').toBe(404);
    expect((await get(pathOf(second.id))).status).toBe(404);
    expect(await list()).toMatchObject([{ id: first.id, is_latest: true }]);
    expect(await list('?is_deleted=true')).toMatchObject([{ id: second.id, is_latest: false }]);
    expect((await add('a.txt', 'trois')).version, 'its number is not used again').toBe(3);
    const restored = await answerOf(await restore(second.id), 200, CaseFileOut);
    expect(restored).toMatchObject({ id: second.id, version: 2, deleted_at: null });
    await answerOf(await restore(second.id), 200, CaseFileOut);
    expect(await (await get(pathOf(second.id))).text()).toBe('deux');
    expect(await contentVersion()).toBe(before + 3);
    expect(await audited('case_files.restore')).toHaveLength(1);
  });

  test('can’t be restored after 30 days, or once its content is gone', async () => {
    const old = await add('a.txt', 'a');
    await remove(old.id);
    await api.superuser`
      update case_files set deleted_at = now() - interval '31 days' where id = ${old.id}
    `;
    expect(await refusalOf(await restore(old.id))).toMatchObject({ status: 409, code: 'conflict' });
    await api.superuser`
      update case_files set deleted_at = now(), file_state = 'removed' where id = ${old.id}
    `;
    expect(await refusalOf(await restore(old.id))).toMatchObject({ status: 409, code: 'conflict' });
  });
});

describe('the list', () => {
  test('has pages, and is audited', async () => {
    for (const name of ['a.txt', 'b.txt', 'c.txt']) await add(name, name);
    const path = `/api/crm/case/${caseId}/file?limit=2`;
    const first = await answerOf(await get(path), 200, pageOf(CaseFileOut));
    const next = await get(`${path}&cursor=${first.next_cursor ?? ''}`);
    const second = await answerOf(next, 200, pageOf(CaseFileOut));
    expect([...first.data, ...second.data].map(({ name }) => name)).toEqual([
      'c.txt',
      'b.txt',
      'a.txt',
    ]);
    expect(second.next_cursor).toBeNull();
    expect(await audited('case_files.list')).toHaveLength(2);
  });
});

describe('the text of a file', () => {
  test('is answered once it is read', async () => {
    const file = await add('a.txt', 'Statuts');
    const read = async () => answerOf(await get(`${pathOf(file.id)}/text`), 200, CaseFileTextOut);
    expect(await read()).toMatchObject({ text_state: 'pending', text: null });
    await api.superuser`
      insert into case_file_texts (company_id, file_id, case_id, text, is_cut)
      values (${api.company.id}, ${file.id}, ${caseId}, 'Statuts', true)
    `;
    await api.superuser`update case_files set text_state = 'done' where id = ${file.id}`;
    expect(await read()).toMatchObject({ text_state: 'done', text: 'Statuts', is_cut: true });
    expect(await audited('case_files.read_text')).toHaveLength(2);
  });

  test('and its name are found by a search of cases, while it is not deleted', async () => {
    const found = async (words: string): Promise<number[]> =>
      (
        await answerOf(
          await get(`/api/crm/case?q=${encodeURIComponent(words)}`),
          200,
          pageOf(CaseOut),
        )
      ).data.map(({ id }) => id);
    const file = await add('Kbis-Xylophone.txt', 'x');
    await api.superuser`
      insert into case_file_texts (company_id, file_id, case_id, text, is_cut)
      values (${api.company.id}, ${file.id}, ${caseId}, 'Capital social de mandragore', false)
    `;
    expect(await found('xylophone')).toEqual([caseId]);
    expect(await found('capital mandragore')).toEqual([caseId]);
    await remove(file.id);
    expect(await found('xylophone')).toEqual([]);
    expect(await found('mandragore')).toEqual([]);
  });

  test('of as many and as long words as there can be fits into the search', async () => {
    const file = await add('a.txt', 'x');
    // Each sign becomes several letters, and no two words are the same.
    const hostile = Array.from({ length: 80_000 }, (_, n) =>
      n.toString(6).replaceAll(/\d/g, (digit) => '㎉㎐㎑㎒㎓㎔'.charAt(Number(digit))),
    ).join(' ');
    const text = `Bergamote ${hostile}`.slice(0, 200_000);
    expect(text).toHaveLength(200_000);
    await api.superuser`
      insert into case_file_texts (company_id, file_id, case_id, text, is_cut)
      values (${api.company.id}, ${file.id}, ${caseId}, ${text}, false)
    `;
    const answer = await get('/api/crm/case?q=bergamote');
    expect((await answerOf(answer, 200, pageOf(CaseOut))).data).toHaveLength(1);
  });
});
