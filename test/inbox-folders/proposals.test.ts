/**
 * Goal: three conversations of one sender that people moved to one folder propose a rule, which is accepted or
 * dismissed once. Method: the api in-process; conversations are moved through it.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ProblemOut } from '../../src/api/http/errors.ts';
import { compileRules } from '../../src/domain/inbox-folders/match.ts';
import { ProposalsOut, takesSender, withSender } from '../../src/domain/inbox-folders/proposals.ts';
import {
  CONDITION_COUNT_MAX,
  FolderRules,
  VALUE_COUNT_MAX,
} from '../../src/domain/inbox-folders/rules.ts';
import { FolderOut } from '../../src/domain/inbox-folders/shapes.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';
import { conversationsAs } from '../support/conversations.ts';
import { addConversation, all, any, foldersAs, none, text } from '../support/inbox-folders.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, otherCompany } = api;
const owner = foldersAs(api, company.owner.key);
const conversations = conversationsAs(api, company.owner.key);

const list = async (key = company.owner.key) =>
  (await answerOf(await api.request('/inbox/folders/proposals', { key }), 200, ProposalsOut)).data;
const proposalsOf = async (folderId: number) =>
  (await list()).filter(({ folder_id: id }) => id === folderId);
const decide = (id: string, decision: 'accept' | 'dismiss', body?: object) =>
  api.request(`/inbox/folders/proposals/${id}/${decision}`, {
    key: company.owner.key,
    method: 'POST',
    ...(decision === 'accept' && { body: body ?? { reclassify: false } }),
  });

const move = async (conversationId: number, folderId: number | null): Promise<void> => {
  const { version } = await conversations.read(conversationId);
  await conversations.patched(conversationId, { version, folder_id: folderId });
};
const addMoved = async (sender: string, folderId: number, count = 3): Promise<number[]> => {
  const ids: number[] = [];
  for (let number = 1; number <= count; number += 1) {
    const id = await addConversation(api, company, { sender, subject: `Facture ${number}` });
    await move(id, folderId);
    ids.push(id);
  }
  return ids;
};

let folderCount = 0;
const addFolder = (rules: Parameters<typeof owner.create>[1] = null, more: object = {}) =>
  owner.create(`Factures ${(folderCount += 1)}`, rules, { reclassify: false, ...more });

/** A folder with one proposal. */
const addProposed = async (rules: Parameters<typeof owner.create>[1] = null) => {
  const folder = await addFolder(rules);
  const sender = `compta${folder.id}@fournisseur.example`;
  const ids = await addMoved(sender, folder.id);
  const [proposal] = await proposalsOf(folder.id);
  if (proposal === undefined) throw new Error('nothing is proposed');
  return { folder, sender, ids, proposal };
};
const Entry = z.object({ entry: z.object({ after: z.looseObject({}).nullable() }) });
const auditOf = async (operation: string, id: string) => {
  await api.sealFacts();
  const rows = await api.superuser`
    select entry from audit_entries
    where company_id = ${company.id}
      and entry ->> 'operation' = ${operation} and entry ->> 'resource_id' = ${id}
    order by sequence
  `;
  return rows.map((row) => Entry.parse(row).entry.after);
};
/** Its code, and what it says. */
const saidBy = async (response: Response) => {
  const { code, detail } = ProblemOut.parse(await response.json());
  return { code, detail };
};

describe('a rule is proposed', () => {
  test('by the third conversation of a sender that is moved by hand, not before', async () => {
    const folder = await addFolder();
    const first = await addMoved('compta@client.example', folder.id, 2);
    await addMoved('autre@client.example', folder.id, 1);
    expect(await proposalsOf(folder.id)).toEqual([]);
    const [third = 0] = await addMoved('compta@client.example', folder.id, 1);
    const found = await proposalsOf(folder.id);
    expect(found).toMatchObject([
      { sender_address: 'compta@client.example', conversation_count: 3 },
    ]);
    expect(new Set(found[0]?.conversations.map(({ id }) => id))).toEqual(
      new Set([...first, third]),
    );
    expect(await list(otherCompany.owner.key)).toEqual([]);
  });

  test('by conversations that are moved together', async () => {
    const folder = await addFolder();
    const ids: number[] = [];
    for (const subject of ['a', 'b', 'c']) {
      ids.push(await addConversation(api, company, { sender: 'lot@client.example', subject }));
    }
    const moved = await conversations.bulk({
      operation: 'change',
      ids,
      change: { folder_id: folder.id },
    });
    expect(moved.status).toBe(200);
    expect(await proposalsOf(folder.id)).toHaveLength(1);
  });

  test('while each conversation is where it was moved last, however often it went back and forth', async () => {
    const { folder, ids } = await addProposed();
    const elsewhere = await addFolder();
    const [first = 0] = ids;
    await move(first, elsewhere.id);
    expect(await proposalsOf(folder.id)).toEqual([]);
    expect(await proposalsOf(elsewhere.id)).toEqual([]);
    await move(first, folder.id);
    await move(first, null);
    await move(first, folder.id);
    expect(await proposalsOf(folder.id)).toMatchObject([{ conversation_count: 3 }]);
  });

  test('without conversations that are deleted, merged, spam or newsletters', async () => {
    for (const change of [
      api.superuser`deleted_at = now()`,
      api.superuser`status = 'spam'`,
      api.superuser`is_newsletter = true`,
    ]) {
      const { folder, ids } = await addProposed();
      await api.superuser`update conversations set ${change} where id = ${ids[0] ?? 0}`;
      expect(await proposalsOf(folder.id)).toEqual([]);
    }
    const { folder, ids } = await addProposed();
    const [loser = 0, winner = 0] = ids;
    const { version } = await conversations.read(loser);
    await conversations.posted(loser, 'merge', { version, into_id: winner });
    expect(await proposalsOf(folder.id)).toEqual([]);
  });

  test('not by a move that a deleted folder caused, nor if the contact wrote nothing', async () => {
    const folder = await addFolder();
    for (const subject of ['a', 'b', 'c']) {
      const mail = { sender: 'suite@client.example', subject, folderId: folder.id, isManual: true };
      const id = await addConversation(api, company, mail);
      await api.superuser`
        insert into folder_decisions (
          company_id, conversation_id, folder_id, source, rules_version, decided_by
        )
        values (${company.id}, ${id}, ${folder.id}, 'person', 4, ${company.owner.id})
      `;
      const ours = { sender: 'nous@client.example', direction: 'out' as const, subject };
      await move(await addConversation(api, company, ours), folder.id);
    }
    expect(await proposalsOf(folder.id)).toEqual([]);
  });

  test('not if these rules, or those of a folder before, take the sender, nor if they are not applied', async () => {
    const taking = await addFolder(any(text('sender_domain', 'equals', 'pris.example')));
    await addMoved('a@pris.example', taking.id);
    expect(await proposalsOf(taking.id)).toEqual([]);
    const behind = await addFolder();
    await addMoved('b@pris.example', behind.id);
    expect(await proposalsOf(behind.id)).toEqual([]);
    const ids = (await owner.list()).map(({ id }) => id);
    await owner.order([behind.id, ...ids.filter((id) => id !== behind.id)]);
    expect(await proposalsOf(behind.id)).toHaveLength(1);
    const inactive = await addFolder(null, { is_active: false });
    await addMoved('a@inactif.example', inactive.id);
    expect(await proposalsOf(inactive.id)).toEqual([]);
  });

  test('to those who may change folders only, which the audit trail records', async () => {
    const { ids } = await addProposed();
    for (const { key } of [company.agents[0], company.supervisor]) {
      expect((await api.request('/inbox/folders/proposals', { key })).status).toBe(403);
    }
    const [entry] = (await auditOf('folder_proposals.list', '*')).slice(-1);
    expect(entry?.['conversation_ids']).toEqual(expect.arrayContaining(ids));
  });
});

describe('POST /inbox/folders/proposals/{id}/accept', () => {
  test('adds the sender to the rules once, with its audit entry, and proposes it no more', async () => {
    const { folder, sender, proposal } = await addProposed();
    const wanted = any(text('sender_address', 'equals', sender));
    const accepted = await answerOf(await decide(proposal.id, 'accept'), 200, FolderOut);
    expect(accepted).toMatchObject({ id: folder.id, rules: wanted, version: folder.version + 1 });
    const again = await answerOf(await decide(proposal.id, 'accept'), 200, FolderOut);
    expect(again).toEqual(accepted);
    expect(await proposalsOf(folder.id)).toEqual([]);
    expect(await auditOf('folder_proposals.accept', proposal.id)).toEqual([
      { folder_id: folder.id },
    ]);
    expect(await auditOf('inbox_folders.update', String(folder.id))).toMatchObject([
      { rules: wanted },
    ]);
    expect(await saidBy(await decide(proposal.id, 'dismiss'))).toEqual({
      code: 'conflict',
      detail: 'this proposal was accepted',
    });
    await owner.patch(accepted, { rules: null, reclassify: false });
    expect(await proposalsOf(folder.id)).toEqual([]);
  });

  test('of two at once, one changes the rules', async () => {
    const { folder, sender, proposal } = await addProposed();
    const answers = await Promise.all([
      decide(proposal.id, 'accept'),
      decide(proposal.id, 'accept'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const [row] = (await owner.list()).filter(({ id }) => id === folder.id);
    expect(row).toMatchObject({
      version: folder.version + 1,
      rules: any(text('sender_address', 'equals', sender)),
    });
  });

  test('reclassifies like any change of rules, unless it is asked not to', async () => {
    const { proposal } = await addProposed();
    const before = (await owner.runs()).length;
    await answerOf(await decide(proposal.id, 'accept', { reclassify: false }), 200, FolderOut);
    expect(await owner.runs()).toHaveLength(before);
    const other = await addProposed();
    await answerOf(await decide(other.proposal.id, 'accept', {}), 200, FolderOut);
    expect(await owner.runs()).toHaveLength(before + 1);
  });

  test('keeps what the rules took before', async () => {
    const rules = all(text('subject', 'contains', 'devis'), text('content', 'contains', 'urgent'));
    const { sender, proposal } = await addProposed(rules);
    const accepted = await answerOf(await decide(proposal.id, 'accept'), 200, FolderOut);
    expect(accepted.rules).toEqual(any(rules, text('sender_address', 'equals', sender)));
  });

  test('answers 409 if the rules have no room, and changes nothing', async () => {
    const full = any(
      ...Array.from({ length: CONDITION_COUNT_MAX }, (_, number) =>
        text('subject', 'contains', `sujet ${number}`),
      ),
    );
    const { folder, proposal } = await addProposed(full);
    const refused = await saidBy(await decide(proposal.id, 'accept'));
    expect(refused.code).toBe('conflict');
    expect(refused.detail).toMatch('no room for the sender');
    expect(await proposalsOf(folder.id)).toHaveLength(1);
    expect((await owner.list()).find(({ id }) => id === folder.id)?.rules).toEqual(full);
  });

  test('answers 404 once the folder is deleted or the conversations are elsewhere', async () => {
    const gone = await addProposed();
    await owner.send('DELETE', `folders/${gone.folder.id}`);
    expect((await refusalOf(await decide(gone.proposal.id, 'accept'))).code).toBe('not_found');
    const moved = await addProposed();
    for (const id of moved.ids) await move(id, null);
    expect((await refusalOf(await decide(moved.proposal.id, 'accept'))).code).toBe('not_found');
  });
});

describe('POST /inbox/folders/proposals/{id}/dismiss', () => {
  test('ends it for this sender and folder for good, and a second call changes nothing', async () => {
    const { folder, sender, proposal } = await addProposed();
    expect((await decide(proposal.id, 'dismiss')).status).toBe(204);
    expect((await decide(proposal.id, 'dismiss')).status).toBe(204);
    await addMoved(sender, folder.id, 1);
    expect(await proposalsOf(folder.id)).toEqual([]);
    expect(await auditOf('folder_proposals.dismiss', proposal.id)).toHaveLength(1);
    expect(await saidBy(await decide(proposal.id, 'accept'))).toEqual({
      code: 'conflict',
      detail: 'this proposal was dismissed',
    });
    const elsewhere = await addFolder();
    await addMoved(sender, elsewhere.id);
    expect(await proposalsOf(elsewhere.id)).toHaveLength(1);
  });

  test('keeps no address', async () => {
    const { proposal, sender } = await addProposed();
    await decide(proposal.id, 'dismiss');
    const rows = await api.superuser`select * from folder_proposals where id = ${proposal.id}`;
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(sender);
  });
});

describe('the rules with a sender', () => {
  const sender = text('sender_address', 'equals', 'a@b.example');

  test.each([
    ['no rules', null, any(sender)],
    [
      'one of some conditions',
      any(text('subject', 'contains', 'x')),
      any(text('subject', 'contains', 'x'), sender),
    ],
    [
      'a list of senders',
      any(text('sender_address', 'equals', 'c@d.example')),
      any(text('sender_address', 'equals', 'c@d.example', 'a@b.example')),
    ],
    [
      'all of some conditions',
      all(text('subject', 'contains', 'x')),
      any(all(text('subject', 'contains', 'x')), sender),
    ],
    [
      'none of some conditions',
      none(text('subject', 'contains', 'x')),
      any(none(text('subject', 'contains', 'x')), sender),
    ],
  ])('%s', (_, rules, wanted) => {
    expect(withSender(rules, 'a@b.example')).toEqual(wanted);
    expect(takesSender(compileRules(wanted), 'A@B.example')).toBe(true);
  });

  test('a full list of senders is followed by another one', () => {
    const full = text(
      'sender_address',
      'equals',
      ...Array.from({ length: VALUE_COUNT_MAX }, (_, number) => `${number}@d.example`),
    );
    const rules = withSender(any(full), 'a@b.example');
    expect(rules).toEqual(any(full, sender));
    expect(FolderRules.safeParse(rules).success).toBe(true);
  });

  test('a condition on something else beside the sender does not take it', () => {
    expect(
      takesSender(compileRules(all(sender, text('subject', 'contains', 'x'))), 'a@b.example'),
    ).toBe(false);
    expect(
      takesSender(compileRules(any(text('sender_domain', 'equals', 'b.example'))), 'a@b.example'),
    ).toBe(true);
  });
});
