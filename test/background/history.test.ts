/**
 * Goal: history is deleted after 30 days, and nothing that somebody still sees or waits for. Method: rows made
 * old by their instants; the sweep of an api process; the answers of the API before and after.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { createHistory, type History } from '../../src/background/history.ts';
import { createActivities } from '../../src/activities/index.ts';
import { ReplyDraftOut } from '../../src/domain/reply-drafts/shapes.ts';
import { ContactMergeOut } from '../../src/domain/contacts/merges.ts';
import type { Files } from '../../src/platform/files/contract.ts';
import { purgeHistory } from '../../src/queries/shared/history.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import { createForm, send, sent, VISITOR } from '../support/forms.ts';
import { importsAs } from '../support/lead-imports.ts';
import { mailboxesAs } from '../support/mailbox-calls.ts';
import { insertRows } from '../support/rows/index.ts';
import {
  insertTestDelivery,
  insertTestEvent,
  insertTestWebhook,
} from '../support/rows/webhooks.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY_MS);

let api: TestApi;
let history: History;
let files: Files;
let key: string;
beforeAll(async () => {
  // No mail is sent: that is the work of a run.
  api = await startTestApi({ SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'relais@relais.example' });
  ({ files } = api.deps);
  ({ key } = api.company.owner);
  history = createHistory({ ...api.deps, files: { ...files, remove: (file) => remove(file) } });
});
afterAll(() => api.stop());
let remove: Files['remove'];
beforeEach(() => {
  remove = (file) => files.remove(file);
});

const mailboxOf = async () => {
  const mailboxes = mailboxesAs(api, key);
  return { ...mailboxes, id: (await mailboxes.create()).id };
};

const idsOf = async (answer: Response) =>
  z
    .object({ data: z.array(z.object({ id: z.union([z.string(), z.number()]) })) })
    .parse(await answer.json())
    .data.map(({ id }) => id);

const idsIn = async (table: 'events' | 'webhook_deliveries', ids: readonly string[]) =>
  z
    .array(z.object({ id: z.string() }))
    .parse((await api.superuser`select id from ${api.superuser(table)} order by id`).slice())
    .map(({ id }) => id)
    .filter((id) => ids.includes(id));

describe('deliveries', () => {
  test('go 30 days after their end, with their attempts; what is pending, or ended lately, stays', async () => {
    const webhookId = await insertTestWebhook(api, api.company);
    const deliver = (at: Date, status?: 'pending') =>
      insertTestDelivery(api, api.company, {
        webhookId,
        at,
        ...(status === undefined ? {} : { status }),
        attempts: [{ status: 500, errorClass: 'http_5xx' }],
      });
    const old = await deliver(daysAgo(31));
    const young = await deliver(daysAgo(29));
    const pending = await deliver(daysAgo(40), 'pending');
    const again = await deliver(daysAgo(40)); // a user sent it again yesterday
    await api.superuser`
      update webhook_deliveries set round = 2, settled_at = ${daysAgo(1)} where id = ${again.id}
    `;
    const shown = async ({ id }: { id: string }) =>
      (await api.request(`/api/webhooks/${webhookId}/deliveries/${id}`, { key })).status;
    expect(await shown(old)).toBe(200);
    await Promise.all([history.sweep(), history.sweep()]);
    expect(await shown(old)).toBe(404);
    expect([await shown(young), await shown(pending), await shown(again)]).toEqual([200, 200, 200]);
    const attempts = await api.superuser`
      select distinct delivery_id from webhook_attempts where webhook_id = ${webhookId}
    `;
    expect(attempts).toHaveLength(3);
    expect(await idsIn('events', [old.eventId]), 'an event of a lead stays').toHaveLength(1);
  });

  test('go a limited number at a time, the oldest first', async () => {
    const webhookId = await insertTestWebhook(api, api.otherCompany);
    const made = [];
    for (const days of [50, 49, 48, 47, 46]) {
      const at = daysAgo(days);
      made.push(await insertTestDelivery(api, api.otherCompany, { webhookId, at }));
    }
    const ids = made.map(({ id }) => id);
    const purge = () => purgeHistory(api.database, { limit: 2, retentionDays: 30, undoDays: 30 });
    expect(await purge()).toBe(2);
    expect(await idsIn('webhook_deliveries', ids)).toEqual(ids.slice(2));
    await history.sweep();
    expect(await idsIn('webhook_deliveries', ids)).toEqual([]);
    expect(await purge()).toBe(0);
  });

  test('that another transaction holds are left to the next sweep', async () => {
    const webhookId = await insertTestWebhook(api, api.company);
    const { id } = await insertTestDelivery(api, api.company, { webhookId, at: daysAgo(31) });
    await api.superuser.begin(async (sql) => {
      await sql`select from webhook_deliveries where id = ${id} for update`;
      await history.sweep();
    });
    expect(await idsIn('webhook_deliveries', [id])).toEqual([id]);
    await history.sweep();
    expect(await idsIn('webhook_deliveries', [id])).toEqual([]);
  });

  test('can not be replayed from before; the answer says how long they are kept', async () => {
    const webhookId = await insertTestWebhook(api, api.company);
    const replay = (since: Date) =>
      api.request(`/api/webhooks/${webhookId}/replay`, {
        key,
        body: { since: since.toISOString(), only: 'all', dry_run: true },
      });
    expect(await (await replay(daysAgo(31))).json()).toMatchObject({
      status: 422,
      errors: [
        {
          path: 'since',
          code: 'not_kept',
          params: { days: 30 },
          message: 'older than the 30 days that are kept',
        },
      ],
    });
    expect((await replay(daysAgo(29))).status).toBe(202);
  });
});

test('cycles of a mailbox go 30 days after their end; the last one, and what became of each message, stay', async () => {
  const { id, call } = await mailboxOf();
  const insert = async (days: number, status: 'succeeded' | 'running' = 'succeeded') => {
    const at = daysAgo(days);
    const cycleId = uuidv7({ msecs: at.getTime() });
    await api.superuser`
      insert into mailbox_cycles (id, company_id, mailbox_id, trigger, status, started_at, finished_at)
      values (
        ${cycleId}, ${api.company.id}, ${id}, 'schedule', ${status}, ${at},
        ${status === 'running' ? null : at}
      )
    `;
    return cycleId;
  };
  const old = await insert(33);
  const running = await insert(32, 'running');
  const last = await insert(31);
  await api.superuser`
    insert into mailbox_items
      (company_id, mailbox_id, path, uid_validity, uid, cycle_id, outcome, reason)
    values (${api.company.id}, ${id}, 'INBOX', 1, 41, ${old}, 'new', 'stored')
  `;
  const cyclesShown = async () => idsOf(await call(`/${id}/cycles`));
  expect(await cyclesShown()).toEqual([last, running, old]);
  await Promise.all([history.sweep(), history.sweep()]);
  expect(await cyclesShown()).toEqual([last, running]);
  expect(await idsOf(await call(`/${id}/items?cycle_id=${old}`))).toHaveLength(1);
  const young = await insert(1);
  await history.sweep();
  expect(await cyclesShown()).toEqual([young, running]);
});

test('events go once nothing shows or delivers them', async () => {
  const webhookId = await insertTestWebhook(api, api.company);
  const make = async (subject: string, at: Date): Promise<string> => {
    const id = await insertTestEvent(api, api.company, { at });
    await api.superuser`update events set subject_type = ${subject} where id = ${id}`;
    return id;
  };
  const [entity, person, lead, action, young] = [
    await make('entity', daysAgo(32)),
    await make('person', daysAgo(32)),
    await make('lead', daysAgo(32)),
    await make('action', daysAgo(32)),
    await make('entity', daysAgo(30)),
  ];
  const awaited = await insertTestDelivery(api, api.company, {
    webhookId,
    at: daysAgo(32),
    status: 'pending',
  });
  await api.superuser`update events set subject_type = 'user' where id = ${awaited.eventId}`;
  await history.sweep();
  const all = [entity, person, lead, action, young, awaited.eventId];
  expect(new Set(await idsIn('events', all))).toEqual(
    new Set([lead, action, young, awaited.eventId]),
  );
});

test('links that confirm an e-mail address go 30 days after their expiry', async () => {
  const form = await createForm(api, { is_confirmation_required: true });
  await sent(await send(api, form, VISITOR));
  const stored = async () =>
    z
      .array(z.object({ id: z.string() }))
      .parse((await api.superuser`select id from lead_confirmations order by id`).slice());
  const [link] = await stored();
  await api.superuser`update lead_confirmations set expires_at = ${daysAgo(29)}`;
  await history.sweep();
  expect(await stored()).toEqual([link]);
  await api.superuser`
    update lead_confirmations set expires_at = ${daysAgo(31)}, mail_status = 'sending'
  `;
  await history.sweep();
  expect(await stored(), 'its mail is being sent').toEqual([link]);
  await api.superuser`update lead_confirmations set mail_status = 'sent'`;
  await history.sweep();
  expect(await stored()).toEqual([]);
});

test('what undoes a merge goes once it can not be undone; the timeline still shows the merge', async () => {
  const add = async (name: string): Promise<number> => {
    const answer = await api.request('/api/v1/people', { key, body: { name } });
    return z.object({ id: z.number() }).parse(await answer.json()).id;
  };
  const mergeTwo = async () => {
    const [winner, loser] = [await add('Marie Curie'), await add('M. Curie')];
    const body = { loser_id: loser, version: 1, loser_version: 1 };
    const answer = await api.request(`/api/v1/people/${winner}/merge`, { key, body });
    return answerOf(answer, 200, ContactMergeOut);
  };
  const undo = ({ id, winner_id: winner }: z.infer<typeof ContactMergeOut>) =>
    api.request(`/api/v1/people/${winner}/merges/${id}/undo`, { key, method: 'POST' });
  const [old, young] = [await mergeTwo(), await mergeTwo()];
  await api.superuser`
    update contact_merges set created_at = ${daysAgo(32)} where id = ${old.id}
  `;
  await api.superuser`
    update contact_merges set created_at = ${daysAgo(29)} where id = ${young.id}
  `;
  await history.sweep();
  const [row] = await api.superuser`select snapshot from contact_merges where id = ${old.id}`;
  expect(row).toEqual({ snapshot: {} });
  const timeline = await api.request(`/api/v1/people/${old.winner_id}/timeline`, { key });
  expect(await timeline.text()).toContain('"merged"');
  expect((await undo(old)).status).toBe(410);
  expect((await undo(young)).status).toBe(200);
});

describe('an import', () => {
  const imports = () => importsAs(api, key);
  let unique = 0;
  /** One row is imported, one is faulty. */
  const newFile = (): string => {
    unique += 1;
    return `Nom;E-mail\r\nÀ purger ${unique};purge${unique}@example.com\r\nSans adresse;pas-une-adresse`;
  };
  const imported = async (content: string): Promise<string> => {
    const { id } = await imports().started(content);
    const activities = createActivities({ ...api.deps, mail: undefined });
    const input = { companyId: api.company.id, importId: id };
    let result = await activities.countLeadImportRows(input);
    while (!result.isDone) result = await activities.importLeadRows(input);
    return id;
  };
  const age = async (id: string, days: number) =>
    api.superuser`update lead_imports set updated_at = ${daysAgo(days)} where id = ${id}`;
  const hasFile = async (id: string): Promise<boolean> => {
    const [row] = await api.superuser`select file_hash from lead_imports where id = ${id}`;
    const { file_hash: sha256 } = z.object({ file_hash: z.string() }).parse(row);
    return files.has({ companyId: api.company.id, sha256 });
  };

  test('loses its file, sample and faulty rows 30 days after its end, and says so', async () => {
    const id = await imported(newFile());
    await age(id, 29);
    await history.sweep();
    expect(await imports().read(id)).toMatchObject({ is_purged: false, error_count: 1 });
    expect((await imports().errors(id)).status).toBe(200);
    await age(id, 31);
    await Promise.all([history.sweep(), history.sweep()]);
    expect(await hasFile(id)).toBe(false);
    expect(await imports().read(id)).toMatchObject({
      is_purged: true,
      status: 'succeeded',
      sample: [],
      created_count: 1,
      error_count: 1,
    });
    expect(await refusalOf(await imports().errors(id))).toMatchObject({ status: 410 });
    const errors = await api.superuser`select from lead_import_errors where import_id = ${id}`;
    expect(errors).toHaveLength(0);
  });

  test('that was never started is cancelled; one that waits or runs is left alone', async () => {
    const { id } = await imports().uploaded(newFile());
    const { id: waiting } = await imports().started(newFile());
    await age(id, 31);
    await age(waiting, 31);
    await history.sweep();
    expect(await imports().read(id)).toMatchObject({ status: 'cancelled', is_purged: true });
    expect(await imports().read(waiting)).toMatchObject({ status: 'waiting', is_purged: false });
    expect([await hasFile(id), await hasFile(waiting)]).toEqual([false, true]);
    await imports().cancel(waiting);
  });

  test('keeps a file that a newer import names too', async () => {
    const content = newFile();
    const [first, second] = [await imported(content), await imported(content)];
    await age(first, 31);
    await history.sweep();
    expect(await imports().read(first)).toMatchObject({ is_purged: true });
    expect(await hasFile(second)).toBe(true);
    await age(second, 31);
    await history.sweep();
    expect(await hasFile(second)).toBe(false);
  });

  test('whose file is not removed, by a fault or a kill, loses it later', async () => {
    const content = newFile();
    const id = await imported(content);
    await age(id, 31);
    remove = () => Promise.reject(new Error('the disk is away'));
    await history.sweep();
    expect(await imports().read(id)).toMatchObject({ is_purged: true });
    expect(await hasFile(id)).toBe(true);
    expect((await imports().upload(content)).status, 'it is being removed').toBe(503);
    remove = (file) => files.remove(file);
    await history.sweep();
    expect(await hasFile(id), 'another process may be removing it').toBe(true);
    await age(id, 1);
    await history.sweep();
    expect(await hasFile(id)).toBe(false);
    const again = await imports().uploaded(content);
    expect(await hasFile(again.id)).toBe(true);
  });

  test('whose file is removed between its upload and its commit is refused, and can be sent again', async () => {
    const content = newFile();
    const id = await imported(content);
    await age(id, 31);
    api.deps.files = {
      ...files,
      put: async (input) => {
        const stored = await files.put(input);
        await history.sweep();
        return stored;
      },
    };
    const refused = await imports().upload(content);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('Retry-After')).toBe('1');
    const again = await imports().uploaded(content);
    expect(await hasFile(again.id)).toBe(true);
    api.deps.files = files;
  });
});

test('drafts of replies go once nobody has touched them for 90 days', async () => {
  const { conversationId } = (await insertRows(api, api.company)).inbox;
  const path = `/inbox/conversations/${conversationId}/draft`;
  const save = (version: number) =>
    api.request(path, { key, method: 'PUT', body: { version, text: 'Bonjour' } });
  const version = async () =>
    (await answerOf(await api.request(path, { key }), 200, ReplyDraftOut)).version;
  const age = (days: number) =>
    api.superuser`update reply_drafts set updated_at = ${daysAgo(days)}`;
  await api.superuser`delete from reply_drafts`;
  await save(0);
  await age(89);
  await history.sweep();
  expect(await version()).toBe(1);
  await age(91);
  await Promise.all([history.sweep(), history.sweep()]);
  expect(await version()).toBe(0);
  expect((await save(1)).status, 'a device that still shows it is told').toBe(409);
});
