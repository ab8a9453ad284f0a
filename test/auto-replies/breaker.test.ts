/**
 * Goal: owners are told once that automatic replies are suspended, each time it begins. Method: rows of many sent replies
 * on real Postgres, then messages that arrive.
 */
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startAutoReplyWorld } from '../support/auto-replies.ts';

const world = await startAutoReplyWorld();
afterAll(() => world.stop());
const { api, folder, receive } = world;
const { company, superuser: sql } = api;

/** Replies that were sent without a person within the hour, to messages of before. */
const insertSent = (folderId: number, count: number) => sql`
  with numbers as (select generate_series(1, ${count}::integer) as number),
  new_conversations as (
    insert into conversations (company_id, channel, subject, folder_id)
    select ${company.id}, 'email', 'Boucle ' || number, ${folderId} from numbers
    returning id
  ),
  new_messages as (
    insert into messages (
      company_id, conversation_id, channel, direction, sender_name, sender_address, subject, text,
      occurred_at
    )
    select ${company.id}, id, 'email', 'in', '', 'robot@client.example', 'Boucle', 'Oui',
      now() - interval '5 hours'
    from new_conversations
    returning id, conversation_id
  )
  insert into auto_replies (
    id, company_id, conversation_id, message_id, folder_id, mode, status, decided_at,
    recipient_address
  )
  select gen_random_uuid(), ${company.id}, conversation_id, id, ${folderId}, 'auto', 'accepted',
    now(), 'robot@client.example'
  from new_messages
`;

const toldUsers = async (): Promise<number[]> => {
  const rows = await sql`
    select user_id from notifications where code = 'auto_replies_suspended' order by id
  `;
  return rows.map((row) => z.coerce.number().parse(row['user_id']));
};

const refusalsOf = async (id: string | undefined): Promise<unknown> => {
  const [row] = await sql`select refusals from auto_replies where id = ${id ?? null}`;
  return row?.['refusals'];
};

test('owners are told once when replies are suspended, and again the next time', async () => {
  const folderId = await folder({ mode: 'auto' });
  await insertSent(folderId, 40);
  const first = await receive(folderId);
  expect(await refusalsOf(await first.settle())).toEqual(['company_limit']);
  expect(await toldUsers()).toEqual([company.owner.id]);
  const second = await receive(folderId);
  expect(await refusalsOf(await second.settle())).toEqual(['company_limit']);
  expect(await toldUsers()).toEqual([company.owner.id]);

  await sql`
    update auto_replies set created_at = created_at - interval '2 hours' where status = 'refused'
  `;
  const later = await receive(folderId);
  expect(await refusalsOf(await later.settle())).toEqual(['company_limit']);
  expect(await toldUsers()).toEqual([company.owner.id, company.owner.id]);
  const answer = await api.request('/api/v1/notifications', { key: company.owner.key });
  const { data } = z
    .object({ data: z.array(z.object({ type: z.string(), titre: z.string() })) })
    .parse(await answer.json());
  expect(data[0]).toEqual({
    type: 'AUTO_REPLIES_SUSPENDED',
    titre: 'Les réponses automatiques sont suspendues',
  });
});
