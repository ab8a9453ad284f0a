/**
 * Goal: an owner sees what people did with the replies of a folder, and why they rejected some. Method: real decisions by
 * the API on real Postgres, a model of the test.
 */
import { afterAll, expect, test } from 'vitest';
import { FolderQualityOut, QualityOut } from '../../src/domain/auto-replies/quality.ts';
import { answerOf } from '../support/actions.ts';
import { startAutoReplyWorld } from '../support/auto-replies.ts';
import { faultsOf } from '../support/mailbox-calls.ts';

const world = await startAutoReplyWorld();
afterAll(() => world.stop());
const { api, folder, receive } = world;
const { company } = api;

const get = (path: string, key = company.owner.key) => api.request(path, { key });
const qualityOf = async (id: number, query = '') =>
  answerOf(await get(`/inbox/folders/${id}/auto-reply/quality${query}`), 200, FolderQualityOut);

const draftIn = async (folderId: number, mail = {}) => {
  const { draft } = await receive(folderId, mail);
  const one = await draft();
  return { ...one, hash: (await one.read()).content_hash };
};

test('a folder has its counts by what became of each reply, and how much was changed', async () => {
  const folderId = await folder();
  const same = await draftIn(folderId);
  await same.decide('approve', { content_hash: same.hash });
  const changed = await draftIn(folderId);
  await changed.decide('approve', { content_hash: changed.hash, text: 'Bonjour, rappelez-nous.' });
  const rejected = await draftIn(folderId);
  await rejected.decide('reject', { content_hash: rejected.hash, reason: 'Trop long' });
  const { again, draft } = await receive(folderId);
  await draft();
  await again();
  await draftIn(folderId);
  const refused = await receive(folderId, { headers: { 'auto-submitted': 'auto-generated' } });
  await refused.settle();

  const { quality } = await qualityOf(folderId);
  expect(quality).toMatchObject({
    folder_id: folderId,
    refused_count: 1,
    open_count: 1,
    sent_alone_count: 0,
    approved_count: 2,
    unchanged_count: 1,
    rejected_count: 1,
    superseded_count: 1,
    expired_count: 0,
    failed_count: 0,
  });
  const { similarity } = await changed.read();
  expect(quality?.similarity_mean).toBeCloseTo((1 + (similarity ?? 0)) / 2, 5);
  const { data } = await answerOf(await get('/inbox/auto-replies/quality'), 200, QualityOut);
  expect(data.find((one) => one.folder_id === folderId)).toEqual(quality);
});

test('what was sent without a person counts apart, and not in the similarity', async () => {
  const folderId = await folder({ mode: 'auto' });
  expect(await (await draftIn(folderId)).read()).toMatchObject({ status: 'accepted' });
  expect((await qualityOf(folderId)).quality).toMatchObject({
    sent_alone_count: 1,
    approved_count: 0,
    similarity_mean: null,
    similarity_median: null,
  });
});

test('reasons of rejections are listed, the newest first, each once with its newest draft', async () => {
  const folderId = await folder();
  const ids = [];
  for (const reason of ['Mauvais tarif', 'Trop long', 'Mauvais tarif']) {
    const one = await draftIn(folderId);
    await one.decide('reject', { content_hash: one.hash, reason });
    ids.push(one.id);
    world.forwardMs(1_000);
  }
  const { rejections } = await qualityOf(folderId);
  expect(rejections).toMatchObject([
    { reason: 'Mauvais tarif', count: 2, auto_reply_id: ids[2] },
    { reason: 'Trop long', count: 1, auto_reply_id: ids[1], decided_by_name: 'Olga Propriétaire' },
  ]);
});

test('only replies of the asked days count', async () => {
  const folderId = await folder();
  const { id } = await draftIn(folderId);
  await api.superuser`
    update auto_replies set created_at = created_at - interval '10 days' where id = ${id}
  `;
  expect(await qualityOf(folderId, '?days=7')).toEqual({ quality: null, rejections: [] });
  expect((await qualityOf(folderId, '?days=30')).quality).toMatchObject({ open_count: 1 });
  const answer = await get(`/inbox/folders/${folderId}/auto-reply/quality?days=0`);
  expect(await faultsOf(answer)).toEqual(['days: too_small']);
});

test('agents and supervisors do not see them, nor does another company', async () => {
  const folderId = await folder();
  for (const path of [
    '/inbox/auto-replies/quality',
    `/inbox/folders/${folderId}/auto-reply/quality`,
  ]) {
    expect((await get(path, company.supervisor.key)).status).toBe(403);
    expect((await get(path, company.agents[0].key)).status).toBe(403);
  }
  const { key } = api.otherCompany.owner;
  const { data } = await answerOf(await get('/inbox/auto-replies/quality', key), 200, QualityOut);
  expect(data).toEqual([]);
});
