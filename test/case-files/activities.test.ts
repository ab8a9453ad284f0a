/**
 * Goal: a file is scanned before anybody gets it, an infected one is removed and told of, its text is read once, and each
 * step may run again, also after a process died in the middle. Method: the api in-process, the activities by hand, a server
 * that speaks the protocol of ClamAV, the purge of an api process.
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { EICAR, startFakeClamd } from '../../dev/fakes/clamd/server.ts';
import { createActivities } from '../../src/activities/index.ts';
import { createHistory } from '../../src/background/history.ts';
import { CaseFileOut, CaseFileTextOut } from '../../src/domain/case-files/shapes.ts';
import { NotificationOut } from '../../src/domain/notifications/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { WHOLE_COMPANY } from '../../src/domain/shared/permissions.ts';
import { inCompany } from '../../src/platform/database.ts';
import type { Files } from '../../src/platform/files/contract.ts';
import { findCase } from '../../src/queries/cases/records.ts';
import { restoreCase } from '../../src/services/cases/save.ts';
import { createClamd } from '../../src/platform/scanner/clamd.ts';
import { listQuietCaseFiles } from '../../src/queries/case-files/expired.ts';
import { caseFileReconciliation } from '../../src/services/case-files/reconcile.ts';
import { answerOf } from '../support/actions.ts';
import { startTestApi, type TestPerson } from '../support/api.ts';
import { uploadCaseFile, uploadedCaseFile, type CaseFile } from '../support/case-files.ts';
import { insertClient, openCase } from '../support/cases.ts';
import { docxOf, pdfOf, zipOf } from '../support/documents.ts';
import { until } from '../support/until.ts';
import { PNG } from '../mime/cases/mail.ts';

const clamd = await startFakeClamd();
const api = await startTestApi({ CLAMAV_HOST: clamd.host, CLAMAV_PORT: String(clamd.port) });
afterAll(() => Promise.all([api.stop(), clamd.stop()]));
const { company, otherCompany, superuser: sql } = api;
const [agent] = company.agents;
const { files } = api.deps;
let remove: Files['remove'];
let get: Files['get'];
const deps = {
  ...api.deps,
  files: {
    ...files,
    remove: (file) => remove(file),
    get: (file, range) => get(file, range),
  } satisfies Files,
};
const scanner = createClamd({ host: clamd.host, port: clamd.port }, { scanMaxMs: 200 });
const activities = createActivities({ ...deps, mail: undefined, scanner });
const otherWorker = createActivities({ ...deps, mail: undefined, scanner });
const withoutScanner = createActivities({ ...deps, mail: undefined });
const history = createHistory(deps);

const PAGES = Array.from({ length: 501 }, () => ['x']);
const BOMB = zipOf({ 'word/document.xml': Buffer.alloc(64 * 1024 * 1024, ' ') });

const IMPORT_ID = '0199a3c0-0000-7000-8000-000000000004';

let caseId: number;
beforeEach(async () => {
  remove = (file) => files.remove(file);
  get = (file, range) => files.get(file, range);
  clamd.behave('scan');
  await sql`delete from case_file_texts`;
  await sql`delete from case_files`;
  await sql`delete from notifications`;
  await sql`delete from commands`;
  const clientId = await insertClient(api, company);
  ({ id: caseId } = await openCase(api, company.owner, { client_id: clientId }));
});

const add = (name: string, content: string | Uint8Array): Promise<CaseFile> =>
  uploadedCaseFile(api, { key: agent.key, caseId, name, content });
const inputOf = ({ id }: { id: number }) => ({ companyId: company.id, fileId: id });
/** As the workflow does. */
const run = async (file: CaseFile) => {
  const scanned = await activities.scanCaseFile(inputOf(file));
  return 'scanState' in scanned && scanned.scanState === 'clean'
    ? activities.readCaseFileText(inputOf(file))
    : undefined;
};
const read = async ({ id }: { id: number }): Promise<CaseFile> => {
  const answer = await api.request(`/api/crm/case/${caseId}/file`, { key: agent.key });
  const { data } = await answerOf(answer, 200, pageOf(CaseFileOut));
  const found = data.find((one) => one.id === id);
  if (!found) throw new Error('the file is not listed');
  return found;
};
const download = async ({ id }: { id: number }): Promise<number> =>
  (await api.request(`/api/crm/case/${caseId}/file/${id}`, { key: agent.key })).status;
const textOf = async ({ id }: { id: number }) =>
  answerOf(
    await api.request(`/api/crm/case/${caseId}/file/${id}/text`, { key: agent.key }),
    200,
    CaseFileTextOut,
  );
const rowOf = async ({ id }: { id: number }) => {
  const [row] = await sql`select * from case_files where id = ${id}`;
  return row ?? {};
};
const contentVersion = async (): Promise<unknown> => {
  const [row] = await sql`select content_version from cases where id = ${caseId}`;
  return row?.['content_version'];
};
const isStored = ({ sha256 }: { sha256: string }) => files.has({ companyId: company.id, sha256 });
const noticesOf = async ({ key }: TestPerson) => {
  await api.sealFacts();
  const answer = await api.request('/api/v1/notifications', { key });
  const { data } = await answerOf(answer, 200, pageOf(NotificationOut));
  return data.filter(({ type }) => type === 'CASE_FILE_INFECTED');
};
const auditCount = async (operation: string): Promise<number> => {
  await api.sealFacts();
  const rows = await sql`
    select from audit_entries
    where entry ->> 'operation' = ${operation} and entry ->> 'resource_id' = ${String(caseId)}
  `;
  return rows.length;
};

describe('a file that is clean', () => {
  test('leaves quarantine, and its text is read and found', async () => {
    const file = await add('statuts.pdf', pdfOf(['Capital de mille euros']));
    expect(await download(file)).toBe(409);
    const before = Number(await contentVersion());
    expect(await run(file)).toEqual({ scanState: 'clean', textState: 'done' });
    expect(await download(file)).toBe(200);
    expect(await read(file)).toMatchObject({
      scan_state: 'clean',
      scan_detail: null,
      is_quarantined: false,
      is_previewable: true,
      text_state: 'done',
      text_error: null,
      is_text_cut: false,
    });
    expect(await textOf(file)).toMatchObject({ text: 'Capital de mille euros', is_cut: false });
    expect(await contentVersion(), 'an analysis reads it').toBe(before + 1);
    const found = await api.request('/api/crm/case?q=capital%20mille', { key: agent.key });
    expect(await found.json()).toMatchObject({ data: [{ id: caseId }] });
  });

  test('is scanned and read once, however often each step runs', async () => {
    const file = await add('a.docx', docxOf('<w:p><w:r><w:t>Bonjour</w:t></w:r></w:p>'));
    const scans = clamd.scanCount();
    await run(file);
    const [row, version] = [await rowOf(file), await contentVersion()];
    for (let time = 0; time < 2; time += 1) {
      expect(await run(file)).toEqual({ scanState: 'clean', textState: 'done' });
      expect(await activities.giveUpCaseFile(inputOf(file))).toEqual({
        scanState: 'clean',
        textState: 'done',
      });
    }
    expect(await rowOf(file)).toEqual(row);
    expect(await contentVersion()).toBe(version);
    expect(clamd.scanCount()).toBe(scans + 1);
    expect(await auditCount('case_files.scan')).toBe(1);
  });

  test('is read again by the run that follows one that died while it read', async () => {
    const file = await add('a.txt', 'Bonjour');
    await activities.scanCaseFile(inputOf(file));
    get = () => Promise.reject(new Error('kill -9'));
    await expect(activities.readCaseFileText(inputOf(file))).rejects.toThrow();
    expect(await read(file)).toMatchObject({ text_state: 'running' });
    get = (key, range) => files.get(key, range);
    expect(await activities.readCaseFileText(inputOf(file))).toMatchObject({ textState: 'done' });
    expect(await textOf(file)).toMatchObject({ text: 'Bonjour' });
  });

  test('whose text two workers read at once has it once', async () => {
    const file = await add('a.txt', 'Bonjour');
    await activities.scanCaseFile(inputOf(file));
    const before = Number(await contentVersion());
    await Promise.all(
      [activities, otherWorker].map((worker) => worker.readCaseFileText(inputOf(file))),
    );
    expect(await contentVersion()).toBe(before + 1);
  });
});

test.each([
  ['an image', 'a.png', PNG, 'none', null],
  ['a PDF of 501 pages', 'a.pdf', pdfOf(...PAGES), 'failed', 'too_many_pages'],
  ['a broken PDF', 'b.pdf', Buffer.from('%PDF-1.7\nnothing'), 'failed', 'unreadable'],
  ['a zip bomb', 'c.docx', BOMB, 'failed', 'bomb'],
] as const)(
  'the text of %s ends in a state that says what it is',
  async (_, name, content, state, error) => {
    const file = await add(name, content);
    await run(file);
    expect(await read(file)).toMatchObject({ text_state: state, text_error: error });
    expect(await textOf(file)).toMatchObject({ text: null, text_state: state, text_error: error });
  },
);

describe('a file that is infected', () => {
  test('is removed, is never given away, and its uploader and the owners are told', async () => {
    const file = await add('facture.txt', EICAR);
    expect(await run(file)).toBeUndefined();
    expect(await isStored(file)).toBe(false);
    expect(await download(file)).toBe(410);
    expect(await read(file)).toMatchObject({
      name: 'facture.txt',
      scan_state: 'infected',
      scan_detail: 'Win.Test.EICAR_HDB-1',
      text_state: 'none',
      is_quarantined: false,
    });
    for (const person of [agent, company.owner]) {
      const notices = await noticesOf(person);
      expect(notices).toHaveLength(1);
      expect(notices[0]?.message).toContain('facture.txt · Win.Test.EICAR_HDB-1');
    }
    expect(await noticesOf(company.supervisor)).toEqual([]);
    expect(await auditCount('case_files.infected')).toBe(1);
  });

  test('is told of to the assignee too, and not to an uploader who no longer sees the case', async () => {
    const { supervisor } = company;
    const file = await add('facture.txt', EICAR);
    await sql`
      update cases set assigned_to = ${supervisor.id}, call_centre_id = ${company.callCentreId}
      where id = ${caseId}
    `;
    await sql`update users set call_centre_id = null where id = ${agent.id}`;
    await run(file);
    await sql`update users set call_centre_id = ${company.callCentreId} where id = ${agent.id}`;
    expect(await noticesOf(agent)).toEqual([]);
    expect(await noticesOf(supervisor)).toHaveLength(1);
  });

  test('is told of once, and its content is removed by the purge if the process died before', async () => {
    const file = await add('a.txt', EICAR);
    remove = () => Promise.reject(new Error('kill -9'));
    await expect(activities.scanCaseFile(inputOf(file))).rejects.toThrow();
    expect(await activities.scanCaseFile(inputOf(file))).toMatchObject({ scanState: 'infected' });
    expect(await download(file)).toBe(410);
    expect(await isStored(file)).toBe(true);
    remove = (key) => files.remove(key);
    await history.sweep();
    expect(await isStored(file), 'another process may be at it').toBe(true);
    await sql`update case_files set file_state_at = now() - interval '11 minutes'`;
    await history.sweep();
    await history.sweep();
    expect(await isStored(file)).toBe(false);
    expect(await rowOf(file)).toMatchObject({ file_state: 'removed', name: 'a.txt' });
    expect(await noticesOf(agent)).toHaveLength(1);
  });

  test('has the files of the same content with it, whatever an older scan said of them', async () => {
    const [, colleague] = company.agents;
    const clean = await add('ancien.txt', EICAR);
    await sql`update case_files set scan_state = 'clean' where id = ${clean.id}`;
    await activities.readCaseFileText(inputOf(clean));
    const failed = await add('refusé.txt', EICAR);
    await sql`update case_files set scan_state = 'failed' where id = ${failed.id}`;
    const waiting = await uploadedCaseFile(api, {
      key: colleague.key,
      caseId,
      name: 'en attente.txt',
      content: EICAR,
    });
    const deleted = await add('supprimé.txt', EICAR);
    await api.request(`/api/crm/case/${caseId}/file/${deleted.id}`, {
      key: agent.key,
      method: 'DELETE',
    });
    const other = await add('autre.txt', 'autre');
    await activities.scanCaseFile(inputOf(other));
    expect(await download(clean)).toBe(200);
    expect((await textOf(clean)).text).toContain('EICAR');

    const file = await add('facture.txt', EICAR);
    await run(file);
    for (const one of [file, clean, failed, waiting]) {
      expect(await download(one)).toBe(410);
      expect(await read(one)).toMatchObject({
        scan_state: 'infected',
        scan_detail: 'Win.Test.EICAR_HDB-1',
        text_state: 'none',
      });
    }
    expect(await sql`select from case_file_texts where file_id = ${clean.id}`).toHaveLength(0);
    expect(await rowOf(deleted)).toMatchObject({ scan_state: 'infected', file_state: 'removed' });
    expect(await isStored(file)).toBe(false);
    expect(await download(other)).toBe(200);
    for (const person of [agent, colleague, company.owner]) {
      const notices = await noticesOf(person);
      expect(notices.map((one) => one.message)).toEqual([expect.stringContaining('facture.txt')]);
    }
    expect(await auditCount('case_files.infected')).toBe(5);
    for (const one of [waiting, file]) await run(one);
    expect(await noticesOf(agent), 'another run').toHaveLength(1);
  });

  test('is told of in each case that has its content, and is left alone in another company', async () => {
    const clientId = await insertClient(api, company);
    const { id: second } = await openCase(api, company.owner, { client_id: clientId });
    const key = { key: company.owner.key, name: 'a.txt', content: EICAR };
    const same = await uploadedCaseFile(api, { ...key, caseId: second });
    const theirs = await uploadedCaseFile(api, {
      ...key,
      key: otherCompany.owner.key,
      caseId: (
        await openCase(api, otherCompany.owner, {
          client_id: await insertClient(api, otherCompany),
        })
      ).id,
    });
    await run(await add('facture.txt', EICAR));
    expect(await rowOf(same)).toMatchObject({ scan_state: 'infected', file_state: 'removed' });
    expect(await noticesOf(company.owner)).toHaveLength(2);
    expect(await rowOf(theirs)).toMatchObject({ scan_state: 'pending', file_state: 'kept' });
    expect(await files.has({ companyId: otherCompany.id, sha256: theirs.sha256 })).toBe(true);
  });

  test('has hundreds of the same content with it, in several steps', async () => {
    const clean = await add('a.txt', EICAR);
    await sql`update case_files set scan_state = 'clean'`;
    await sql`
      insert into case_files (
        company_id, case_id, name, version, media_type, size_bytes, sha256, uploaded_by, scan_state
      )
      select company_id, case_id, name, number, media_type, size_bytes, sha256, uploaded_by, 'clean'
      from case_files, generate_series(2, 450) as number
    `;
    const file = await add('b.txt', EICAR);
    await run(file);
    const states = await sql`select distinct scan_state, file_state from case_files`;
    expect([...states]).toEqual([{ scan_state: 'infected', file_state: 'removed' }]);
    expect(await isStored(clean)).toBe(false);
  });

  test('keeps its content while another record than a file of a case names the same', async () => {
    const file = await add('a.txt', EICAR);
    await sql`
      insert into knowledge_imports (id, company_id, user_id, status)
      values (${IMPORT_ID}, ${company.id}, ${company.owner.id}, 'running')
    `;
    await sql`
      insert into knowledge_import_documents (
        company_id, import_id, position, file_name, file_hash, file_size_bytes
      )
      values (${company.id}, ${IMPORT_ID}, 0, 'a.txt', ${file.sha256}, ${file.size_bytes})
    `;
    await run(file);
    await sql`delete from knowledge_import_documents`;
    await sql`delete from knowledge_imports`;
    expect(await isStored(file)).toBe(true);
    expect(await download(file)).toBe(410);
  });

  test('may be sent again once it was removed, and is scanned again', async () => {
    await run(await add('a.txt', EICAR));
    const again = await add('a.txt', EICAR);
    expect(again).toMatchObject({ version: 2, scan_state: 'pending' });
    await run(again);
    expect(await read(again)).toMatchObject({ scan_state: 'infected' });
  });
});

describe('files of one company that come together', () => {
  const NO_TURN = { hasNoTurn: true, failedCount: 0 };
  const otherCaseId = async (): Promise<number> => {
    const clientId = await insertClient(api, otherCompany);
    return (await openCase(api, otherCompany.owner, { client_id: clientId })).id;
  };
  const addTheirs = async (name: string, content: string) => {
    const { id } = await uploadedCaseFile(api, {
      key: otherCompany.owner.key,
      caseId: await otherCaseId(),
      name,
      content,
    });
    return { companyId: otherCompany.id, fileId: id, waitsForTurn: true as const };
  };
  const ofOurs = (file: CaseFile) => ({ ...inputOf(file), waitsForTurn: true as const });
  /** The file store gives nothing of our files until `open`. */
  const closeStore = () => {
    const { promise, resolve: open } = Promise.withResolvers<void>();
    let askedCount = 0;
    get = async (key, range) => {
      if (key.companyId === company.id) {
        askedCount += 1;
        await promise;
      }
      return files.get(key, range);
    };
    return {
      open,
      asked: (count: number) => until('they are asked for', () => askedCount === count),
    };
  };

  test('are at the scanner four at a time, and those of another company beside them', async () => {
    const ours = await Promise.all([1, 2, 3, 4, 5].map((n) => add(`${n}.txt`, `${n}`)));
    const [last] = ours.slice(-1);
    const theirs = await addTheirs('a.txt', 'a');
    const store = closeStore();
    const four = ours.slice(0, 4).map((file) => activities.scanCaseFile(ofOurs(file)));
    await store.asked(4);
    if (!last) throw new Error('no file');
    expect(await activities.scanCaseFile(ofOurs(last))).toEqual(NO_TURN);
    expect(await read(last)).toMatchObject({ scan_state: 'pending' });
    expect(await activities.scanCaseFile(theirs)).toMatchObject({ scanState: 'clean' });
    store.open();
    await Promise.all(four);
    expect(await activities.scanCaseFile(ofOurs(last))).toMatchObject({ scanState: 'clean' });
  });

  test('are read one at a time, and that of another company beside it', async () => {
    const [first, second] = [await add('a.txt', 'a'), await add('b.txt', 'b')];
    const theirs = await addTheirs('a.txt', 'a');
    for (const input of [ofOurs(first), ofOurs(second), theirs]) {
      await activities.scanCaseFile(input);
    }
    const store = closeStore();
    const reading = activities.readCaseFileText(ofOurs(first));
    await store.asked(1);
    expect(await activities.readCaseFileText(ofOurs(second))).toEqual(NO_TURN);
    expect(await read(second)).toMatchObject({ text_state: 'pending' });
    expect(await activities.readCaseFileText(theirs)).toMatchObject({ textState: 'done' });
    store.open();
    expect(await reading).toMatchObject({ textState: 'done' });
    expect(await activities.readCaseFileText(ofOurs(second))).toMatchObject({ textState: 'done' });
  });

  test('of which one fails give its turn back', async () => {
    const file = await add('a.txt', 'a');
    await activities.scanCaseFile(ofOurs(file));
    get = () => Promise.reject(new Error('the store does not answer'));
    await expect(activities.readCaseFileText(ofOurs(file))).rejects.toThrow();
    get = (key, range) => files.get(key, range);
    expect(await activities.readCaseFileText(ofOurs(file))).toMatchObject({ textState: 'done' });
  });

  test('are tried later by a run of a release that knows no turns', async () => {
    const [first, second] = [await add('a.txt', 'a'), await add('b.txt', 'b')];
    for (const file of [first, second]) await activities.scanCaseFile(inputOf(file));
    const store = closeStore();
    const reading = activities.readCaseFileText(inputOf(first));
    await store.asked(1);
    await expect(activities.readCaseFileText(inputOf(second))).rejects.toMatchObject({
      type: 'no_turn',
      nonRetryable: false,
      nextRetryDelay: '5 minutes',
    });
    store.open();
    await reading;
  });
});

describe('a scan that is not possible', () => {
  test.each(['hang_up', 'hang', 'babble', 'time_out'] as const)(
    'while the scanner does not answer (%s) is tried again, and the file stays in quarantine',
    async (behaviour) => {
      const file = await add('a.txt', 'a');
      clamd.behave(behaviour);
      await expect(activities.scanCaseFile(inputOf(file))).rejects.toMatchObject({
        type: 'unavailable',
        nonRetryable: false,
      });
      expect(await download(file)).toBe(409);
      clamd.behave('scan');
      await run(file);
      expect(await download(file)).toBe(200);
    },
  );

  test('because the file is too large for the scanner ends in quarantine', async () => {
    const file = await add('a.txt', 'a');
    clamd.behave('exceed_limits');
    await run(file);
    expect(await read(file)).toMatchObject({
      scan_state: 'failed',
      scan_detail: 'too_large',
      is_quarantined: true,
      text_state: 'none',
    });
    expect(await download(file)).toBe(409);
    expect(await isStored(file)).toBe(true);
  });

  test('because its content is gone fails', async () => {
    const file = await add('a.txt', 'gone soon');
    await files.remove({ companyId: company.id, sha256: file.sha256 });
    await run(file);
    expect(await read(file)).toMatchObject({ scan_state: 'failed', scan_detail: 'file_gone' });
  });

  test('for days is given up: the file stays in quarantine', async () => {
    const file = await add('a.txt', 'a');
    const settled = { scanState: 'failed', textState: 'none' };
    expect(await activities.giveUpCaseFile(inputOf(file))).toEqual(settled);
    expect(await activities.giveUpCaseFile(inputOf(file))).toEqual(settled);
    expect(await read(file)).toMatchObject({ scan_detail: 'scanner_unavailable' });
    expect(await download(file)).toBe(409);
  });

  test('because no scanner is set is said, and the text is read', async () => {
    const file = await add('a.txt', 'a');
    const scanned = await withoutScanner.scanCaseFile(inputOf(file));
    expect(scanned).toEqual({ scanState: 'not_scanned', textState: 'pending' });
    expect(await withoutScanner.scanCaseFile(inputOf(file)), 'twice').toEqual(scanned);
    expect(await withoutScanner.readCaseFileText(inputOf(file))).toMatchObject({
      textState: 'done',
    });
    expect(await download(file)).toBe(200);
  });

  test('of a file that was purged ends quietly', async () => {
    const gone = { scanState: 'gone', textState: 'gone' };
    expect(await activities.scanCaseFile(inputOf({ id: 999_999 }))).toEqual(gone);
    expect(await activities.readCaseFileText(inputOf({ id: 999_999 }))).toEqual(gone);
    expect(await activities.giveUpCaseFile(inputOf({ id: 999_999 }))).toEqual(gone);
  });
});

test('a scanner that is set for the worker only scans what the api has taken without one', async () => {
  const file = await add('a.txt', EICAR);
  await sql`update case_files set scan_state = 'not_scanned' where id = ${file.id}`;
  expect(await activities.scanCaseFile(inputOf(file))).toMatchObject({ scanState: 'infected' });
});

describe('a run that is lost', () => {
  const quiet = async (): Promise<number[]> => {
    const input = { after: null, quietSeconds: 0, limit: 100 };
    return (await listQuietCaseFiles(api.database, input)).map(({ file_id: id }) => id);
  };
  const reconcile = (file: CaseFile, state: 'missing' | 'ended') =>
    inCompany(api.database, { companyId: company.id, userId: null }, (tx) =>
      caseFileReconciliation.reconcile(
        tx,
        { companyId: company.id, id: String(file.id), workflowId: `case-file/${file.id}` },
        state === 'missing'
          ? { now: new Date(), state }
          : { now: new Date(), state, result: undefined },
      ),
    );
  const commands = (file: CaseFile) =>
    sql`select from commands where workflow_id = ${`case-file/${file.id}`}`;

  test('is started again while its file waits, and not while its command does', async () => {
    const file = await add('a.txt', 'a');
    expect(await quiet(), 'its command waits').toEqual([]);
    await sql`delete from commands`;
    expect(await quiet()).toEqual([file.id]);
    expect(await reconcile(file, 'missing')).toBe(true);
    expect(await commands(file)).toHaveLength(1);
    await sql`delete from commands`;
    await activities.scanCaseFile(inputOf(file));
    expect(await quiet(), 'its text waits').toEqual([file.id]);
    await activities.readCaseFileText(inputOf(file));
    expect(await quiet()).toEqual([]);
    expect(await reconcile(file, 'missing'), 'settled meanwhile').toBe(false);
    expect(await commands(file)).toHaveLength(0);
  });

  test('that has ended leaves its file settled', async () => {
    const file = await add('a.txt', 'a');
    expect(await reconcile(file, 'ended')).toBe(true);
    expect(await read(file)).toMatchObject({ scan_state: 'failed', text_state: 'none' });
    const second = await add('b.txt', 'b');
    await activities.scanCaseFile(inputOf(second));
    expect(await reconcile(second, 'ended')).toBe(true);
    expect(await read(second)).toMatchObject({ text_state: 'failed', text_error: 'run_ended' });
    expect(await download(second)).toBe(200);
  });
});

describe('the purge', () => {
  const age = (file: CaseFile, days: number) => sql`
    update case_files set deleted_at = now() - make_interval(days => ${days}::integer)
    where id = ${file.id}
  `;

  test('removes the content, the text and the name of a file 30 days after it was deleted', async () => {
    const [old, young, kept] = [
      await add('a.txt', 'vieux'),
      await add('b.txt', 'b'),
      await add('c.txt', 'c'),
    ];
    for (const file of [old, young, kept]) await run(file);
    await age(old, 30);
    await age(young, 29);
    await history.sweep();
    await history.sweep();
    expect(await Promise.all([old, young, kept].map(isStored))).toEqual([false, true, true]);
    expect(await rowOf(old)).toMatchObject({ file_state: 'removed', name: `/${old.id}` });
    expect(await sql`select from case_file_texts where file_id = ${old.id}`).toHaveLength(0);
    expect(await auditCount('case_files.purge')).toBe(1);
    expect(await sql`select from case_file_texts where file_id = ${young.id}`).toHaveLength(1);
  });

  test('is not stopped by a file that is called as a trace is', async () => {
    const secret = await add('secret.txt', 'secret');
    for (const name of [`-${secret.id}`, `/${secret.id}`]) await add(name, name);
    await age(secret, 31);
    await history.sweep();
    expect(await isStored(secret)).toBe(false);
    expect(await rowOf(secret)).toMatchObject({ file_state: 'removed' });
  });

  test('goes on behind files that can not be removed, however many they are', async () => {
    const [row] = await sql`
      insert into case_files (
        company_id, case_id, name, version, media_type, size_bytes, sha256, uploaded_by, scan_state,
        text_state, deleted_at
      )
      select ${company.id}, ${caseId}, 'f' || number, 1, 'text/plain', 1,
        lpad(to_hex(number), 64, '0'), ${agent.id}, 'clean', 'none', now() - interval '40 days'
      from generate_series(1, 201) as number
      returning id
    `;
    expect(row).toBeDefined();
    const due = await add('a.txt', 'à effacer');
    await age(due, 31);
    remove = (file) =>
      file.sha256 === due.sha256
        ? files.remove(file)
        : Promise.reject(new Error('the disk is read-only'));
    await sql`
      create function refuse_purge() returns trigger language plpgsql as $$
      begin
        if old.name like 'f%' then raise exception 'it stays'; end if;
        return new;
      end
      $$
    `;
    await sql`
      create trigger refuse_purge before update on case_files
      for each row execute function refuse_purge()
    `;
    try {
      await history.sweep();
      expect(await isStored(due)).toBe(true);
      await history.sweep();
      expect(await isStored(due)).toBe(false);
    } finally {
      await sql`drop function refuse_purge cascade`;
    }
  });

  test('removes the files of a case 30 days after it was deleted', async () => {
    const file = await add('a.txt', 'du dossier');
    await run(file);
    await sql`update cases set deleted_at = now() - interval '29 days' where id = ${caseId}`;
    await history.sweep();
    expect(await isStored(file)).toBe(true);
    await sql`update cases set deleted_at = now() - interval '31 days' where id = ${caseId}`;
    remove = () => Promise.reject(new Error('the store does not answer'));
    await history.sweep();
    expect(await isStored(file)).toBe(true);
    remove = (input) => files.remove(input);
    await sql`update case_files set file_state_at = now() - interval '11 minutes'`;
    await history.sweep();
    expect(await isStored(file)).toBe(false);
    expect(await sql`select from cases where erased_at is not null`).toHaveLength(1);
  });

  test('keeps the files of a case that is restored at that moment', async () => {
    const file = await add('a.txt', 'restauré');
    await run(file);
    await sql`
      update cases set deleted_at = now() - interval '30 days 1 second' where id = ${caseId}
    `;
    const sweeping: Promise<void>[] = [];
    await inCompany(api.database, { companyId: company.id, userId: agent.id }, async (tx) => {
      const scope = WHOLE_COMPANY;
      const row = await findCase(tx, { id: caseId, scope, isLocked: true, withDeleted: true });
      if (row === undefined) throw new Error('no case');
      // The request came in time.
      await restoreCase(tx, row, new Date(Date.now() - 5_000));
      sweeping.push(history.sweep());
      await expect
        .poll(
          () => sql`
            select from pg_stat_activity
            where wait_event_type = 'Lock' and datname = current_database()
          `,
        )
        .toHaveLength(1);
    });
    await Promise.all(sweeping);
    expect(await isStored(file)).toBe(true);
    expect(await read(file)).toMatchObject({ name: 'a.txt' });
  });

  test('keeps a content that another file has, and one that cannot be removed does not block others', async () => {
    const [first, same, other] = [
      await add('a.txt', 'même'),
      await add('b.txt', 'même'),
      await add('c.txt', 'autre'),
    ];
    await age(first, 31);
    await age(other, 31);
    remove = () => Promise.reject(new Error('the disk is read-only'));
    await history.sweep();
    expect(await rowOf(first)).toMatchObject({ file_state: 'removed' });
    expect(await rowOf(other)).toMatchObject({ file_state: 'removing' });
    expect(await isStored(same)).toBe(true);
    remove = (file) => files.remove(file);
    await sql`update case_files set file_state_at = now() - interval '11 minutes'`;
    await history.sweep();
    expect(await isStored(other)).toBe(false);
    expect(await isStored(same)).toBe(true);
  });

  test('removes a day later what a refused upload left behind, and keeps what a row names', async () => {
    const key = agent.key;
    const headers = { 'Idempotency-Key': crypto.randomUUID() };
    const kept = await answerOf(
      await uploadCaseFile(api, { key, caseId, name: 'a.txt', content: 'gardé', headers }),
      201,
      CaseFileOut,
    );
    const content = 'refusé après coup';
    const refused = await uploadCaseFile(api, { key, caseId, name: 'b.txt', content, headers });
    expect(refused.status).toBe(422);
    const left = { sha256: createHash('sha256').update(content).digest('hex') };
    expect(await isStored(left)).toBe(true);
    await history.sweep();
    expect(await isStored(left)).toBe(true);
    const aDayLater = () => sql`update stored_contents set stored_at = now() - interval '25 hours'`;
    await aDayLater();
    remove = () => Promise.reject(new Error('the store does not answer'));
    await history.sweep();
    expect(await isStored(left)).toBe(true);
    remove = (file) => files.remove(file);
    await history.sweep();
    expect(await isStored(left)).toBe(false);
    expect(await isStored(kept)).toBe(true);
    expect(await sql`select from stored_contents`).toHaveLength(0);

    // The same content comes again: it is another upload.
    const again = await uploadedCaseFile(api, { key, caseId, name: 'b.txt', content });
    await aDayLater();
    await history.sweep();
    expect(await isStored(again)).toBe(true);
  });

  test('does not remove a content that is uploaded again at that moment', async () => {
    const file = await add('a.txt', 'encore');
    await age(file, 31);
    const uploads: Promise<Response>[] = [];
    remove = async (key) => {
      uploads.push(
        uploadCaseFile(api, { key: agent.key, caseId, name: 'b.txt', content: 'encore' }),
      );
      const [answer] = await Promise.all(uploads);
      expect(answer?.status, 'told to send it again').toBe(503);
      await files.remove(key);
    };
    await history.sweep();
    expect(uploads).toHaveLength(1);
    const again = await add('b.txt', 'encore');
    expect(await isStored(again)).toBe(true);
  });
});
