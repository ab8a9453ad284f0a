/**
 * Goal: a reply is written from its conversation: to the contact, with signature, history and files, once though two
 * people answer at the same time. Method: the whole api in-process on real Postgres; the mails by a real SMTP server.
 */
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import PostalMime from 'postal-mime';
import { OutgoingOut, ReplyDefaultsOut, SendersOut } from '../../src/domain/replies/shapes.ts';
import { readMessageId } from '../../src/domain/messages/message-ids.ts';
import { answerOf } from '../support/actions.ts';
import { insertTestConversation, insertTestMailbox, startReplyWorld } from '../support/replies.ts';

const world = await startReplyWorld();
afterAll(() => world.stop());
const { api, smtp, sent, activities } = world;
const { company, otherCompany } = api;
const [agent, otherAgent] = company.agents;

const post = (path: string, body: object, key = agent.key) => api.request(path, { key, body });

const build = async (fields: Partial<Parameters<typeof insertTestConversation>[1]> = {}) => {
  const mailbox = await insertTestMailbox(api, { company, smtpUrl: smtp.url });
  const conversation = await insertTestConversation(api, {
    company,
    mailboxId: mailbox.mailboxId,
    ...fields,
  });
  return {
    ...mailbox,
    ...conversation,
    path: `/inbox/conversations/${conversation.conversationId}`,
  };
};

/** The mail as its receivers parse it, from the copy in the Sent folder. */
const mailOf = async (uuid: string) => {
  const input = { companyId: company.id, messageUuid: uuid };
  world.forwardMs(10_000);
  expect(await activities.attemptReply(input)).toEqual({ kind: 'ended', status: 'sent' });
  await activities.fileSentCopy(input);
  const raw = [...sent.copies.values()].at(-1) ?? '';
  return { raw, mail: await PostalMime.parse(raw) };
};

const upload = async (input: { userId: number; name: string; content: Buffer }) => {
  const file = await api.deps.files.put({
    companyId: company.id,
    content: Readable.from([input.content]),
    sizeMaxBytes: 30_000_000,
  });
  const [row] = await api.superuser`
    insert into message_attachments
      (company_id, uploaded_by, file_name, media_type, size_bytes, sha256)
    values (
      ${company.id}, ${input.userId}, ${input.name}, 'application/pdf', ${file.sizeBytes},
      ${file.sha256}
    )
    returning id
  `;
  return Number(row?.['id']);
};

describe('a reply', () => {
  test('goes to the contact, answers their message and quotes it', async () => {
    const { path, email, internetMessageId } = await build({
      references: ['first@clients.example'],
    });
    const reply = await answerOf(
      await post(`${path}/reply`, { text: 'Voici le devis.' }),
      202,
      OutgoingOut,
    );
    expect(reply).toMatchObject({ status: 'queued', subject: 'Re: Devis', attempt_count: 0 });
    const { mail } = await mailOf(reply.uuid);
    expect(mail).toMatchObject({
      from: { name: 'Accueil', address: email },
      to: [{ name: 'Marie Dumitru', address: 'marie@clients.example' }],
      subject: 'Re: Devis',
      inReplyTo: `<${internetMessageId}>`,
      references: `<first@clients.example> <${internetMessageId}>`,
    });
    expect(mail.text).toMatch(
      /^Voici le devis\.\n\nLe .* Marie Dumitru a écrit :\n> Bonjour,\n> un devis \?\n/,
    );
    expect(mail.html).toContain('<blockquote');
    expect(mail.headers.some(({ key }) => key === 'auto-submitted')).toBe(false);
  });

  test('has a Message-ID that names its conversation, signed', async () => {
    const { path, conversationId } = await build();
    const reply = await answerOf(
      await post(`${path}/reply`, { text: 'Bonjour' }),
      202,
      OutgoingOut,
    );
    const { mail } = await mailOf(reply.uuid);
    const read = readMessageId((mail.messageId ?? '').slice(1, -1), {
      companyId: company.id,
      keys: api.deps.encryptionKeys,
    });
    expect(read).toEqual({ conversationId, messageUuid: reply.uuid });
    const [thread] = await api.superuser`
      select conversation_id from thread_ids
      where internet_message_id = ${(mail.messageId ?? '').slice(1, -1)}
    `;
    expect(thread).toEqual({ conversation_id: conversationId });
  });

  test('can not be given a header or a tag by what is written', async () => {
    const { path } = await build();
    const body = {
      text: '<script>alert(1)</script>\r\n.\r\nBcc: eve@mal.example',
      subject: 'Devis\r\nBcc: eve@mal.example',
      to: [{ name: 'A"\r\nBcc: eve@mal.example', address: 'marie@clients.example' }],
    };
    const reply = await answerOf(await post(`${path}/reply`, body), 202, OutgoingOut);
    const { mail } = await mailOf(reply.uuid);
    expect(mail.bcc ?? []).toEqual([]);
    expect(mail.subject).toBe('Devis Bcc: eve@mal.example');
    expect(mail.html).toContain('&lt;script&gt;');
    expect(mail.text).toContain('\n.\nBcc: eve@mal.example');
  });

  test('has the signature of its mailbox, else of the company', async () => {
    const { path, mailboxId } = await build();
    const settings = await api.request('/api/v1/settings', { key: company.owner.key });
    const { version } = (await settings.json()) as { version: number };
    await api.request('/api/v1/settings', {
      method: 'PATCH',
      key: company.owner.key,
      body: { version, inbox: { signature: 'Atelier Bijou' } },
    });
    const first = await answerOf(await post(`${path}/reply`, { text: 'Un' }), 202, OutgoingOut);
    expect((await mailOf(first.uuid)).mail.text).toMatch(/^Un\n\n-- \nAtelier Bijou\n\nLe /);
    await api.superuser`update mailboxes set signature = 'Accueil' where id = ${mailboxId}`;
    const second = await answerOf(await post(`${path}/reply`, { text: 'Deux' }), 202, OutgoingOut);
    expect((await mailOf(second.uuid)).mail.text).toMatch(/^Deux\n\n-- \nAccueil\n\nLe /);
  });

  test('can resolve the conversation', async () => {
    const { path, conversationId } = await build();
    await answerOf(await post(`${path}/reply`, { text: 'Fait.', resolve: true }), 202, OutgoingOut);
    const [row] = await api.superuser`
      select status, waiting_since from conversations where id = ${conversationId}
    `;
    expect(row).toEqual({ status: 'resolu', waiting_since: null });
  });

  test('is audited without its text', async () => {
    const { path, conversationId } = await build();
    await post(`${path}/reply`, { text: 'Le secret de Marie' });
    await api.sealFacts();
    const [entry] = await api.superuser`
      select entry from audit_entries
      where entry ->> 'operation' = 'conversations.reply'
        and entry ->> 'resource_id' = ${String(conversationId)}
    `;
    expect(entry).toBeDefined();
    expect(JSON.stringify(entry)).not.toContain('secret');
    expect(api.logLines.join('\n')).not.toContain('secret de Marie');
  });
});

describe('two people who answer at once', () => {
  test('the second one is told of the first, and may send all the same', async () => {
    const { path, messageId } = await build();
    const body = { text: 'Bonjour', expected_last_message_id: messageId };
    const answers = await Promise.all([
      post(`${path}/reply`, body),
      post(`${path}/reply`, body, otherAgent.key),
    ]);
    expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([
      202, 409,
    ]);
    const refused = answers.find(({ status }) => status === 409);
    expect(await refused?.json()).toMatchObject({
      code: 'conversation_moved_on',
      details: { messages: [{ direction: 'out' }] },
    });
    expect((await post(`${path}/reply`, { ...body, force: true })).status).toBe(202);
  });

  test('a reply that was taken back is no newer message', async () => {
    const { path, messageId } = await build();
    const body = { text: 'Bonjour', expected_last_message_id: messageId };
    const { id } = await answerOf(await post(`${path}/reply`, body), 202, OutgoingOut);
    await post(`/inbox/messages/${id}/cancel`, {});
    expect((await post(`${path}/reply`, body)).status).toBe(202);
  });
});

describe('Reply-To', () => {
  const defaultsOf = async (path: string) =>
    answerOf(
      await api.request(`${path}/reply-defaults`, { key: agent.key }),
      200,
      ReplyDefaultsOut,
    );

  const asking = (address: string) => [{ kind: 'reply_to', name: 'Devis', address }];

  test('is answered if it is an address of the same person', async () => {
    const { path, conversationId } = await build({ recipients: asking('devis@clients.example') });
    const [person] = await api.superuser`
      insert into people (company_id, name) values (${company.id}, 'Marie Dumitru') returning id
    `;
    const personId = Number(person?.['id']);
    await api.superuser`
      insert into contact_points (company_id, person_id, kind, value, position)
      values (${company.id}, ${personId}, 'email', 'devis@clients.example', 1)
    `;
    await api.superuser`
      update conversations set person_id = ${personId} where id = ${conversationId}
    `;
    expect(await defaultsOf(path)).toMatchObject({
      to: [{ name: 'Devis', address: 'devis@clients.example' }],
      other_reply_to: [],
    });
  });

  test.each(['marie@mal.example', 'marie2@clients.example'])(
    'of somebody unknown is shown, and never answered silently: %s',
    async (address) => {
      const { path } = await build({ recipients: asking(address) });
      expect(await defaultsOf(path)).toMatchObject({
        to: [{ name: 'Marie Dumitru', address: 'marie@clients.example' }],
        other_reply_to: [{ name: 'Devis', address }],
      });
      const reply = await answerOf(await post(`${path}/reply`, { text: 'Oui' }), 202, OutgoingOut);
      expect(reply.recipients.map((one) => one.address)).toEqual(['marie@clients.example']);
    },
  );

  test.each(['noreply@site.example', 'a mailbox of the company'])(
    'of a form of a web site is answered, because it is the visitor: from %s',
    async (from) => {
      const { path, email, messageId } = await build({ recipients: asking('visiteur@x.example') });
      const sender = from.includes('@') ? from : email;
      await api.superuser`
        update messages set sender_address = ${sender}, sender_name = 'Site' where id = ${messageId}
      `;
      expect(await defaultsOf(path)).toMatchObject({
        to: [{ name: 'Devis', address: 'visiteur@x.example' }],
        other_reply_to: [],
      });
    },
  );
});

test('a stranger who writes in a conversation does not get the next reply', async () => {
  const { path, conversationId } = await build();
  await api.superuser`
    insert into messages (
      company_id, conversation_id, channel, direction, sender_address, flags, occurred_at
    )
    values (
      ${company.id}, ${conversationId}, 'email', 'in', 'marie@mal.example', '{stranger}', now()
    )
  `;
  const reply = await answerOf(await post(`${path}/reply`, { text: 'Oui' }), 202, OutgoingOut);
  expect(reply.recipients.map(({ address }) => address)).toEqual(['marie@clients.example']);
});

describe('files', () => {
  test('are sent with their names, and belong to the reply', async () => {
    const { path } = await build();
    const name = 'Pièce d’identité – été.pdf';
    const content = Buffer.from('%PDF-1.7 contenu');
    const id = await upload({ userId: agent.id, name, content });
    const reply = await answerOf(
      await post(`${path}/reply`, { text: 'Ci-joint', attachment_ids: [id] }),
      202,
      OutgoingOut,
    );
    const { mail, raw } = await mailOf(reply.uuid);
    expect(raw).toContain("filename*0*=utf-8''");
    expect(mail.attachments).toMatchObject([
      { filename: name, mimeType: 'application/pdf', disposition: 'attachment' },
    ]);
    expect(Buffer.from(mail.attachments[0]?.content as ArrayBuffer)).toEqual(content);
    const again = await post(`${path}/reply`, { text: 'Encore', attachment_ids: [id] });
    expect(again.status).toBe(422);
  });

  test('of another user, or too large together, are refused', async () => {
    const { path } = await build();
    const theirs = await upload({
      userId: otherAgent.id,
      name: 'a.pdf',
      content: Buffer.from('a'),
    });
    const refused = await post(`${path}/reply`, { text: 'Ci-joint', attachment_ids: [theirs] });
    expect(await refused.json()).toMatchObject({
      errors: [{ path: 'attachment_ids.0', code: 'unknown_record' }],
    });
    const large = await upload({ userId: agent.id, name: 'b.pdf', content: Buffer.from('b') });
    await api.superuser`
      update message_attachments set size_bytes = ${21 * 1024 * 1024} where id = ${large}
    `;
    const tooLarge = await post(`${path}/reply`, { text: 'Ci-joint', attachment_ids: [large] });
    expect(await tooLarge.json()).toMatchObject({
      errors: [{ path: 'attachment_ids', code: 'too_big' }],
    });
  });

  test('that are gone hold the reply back: nothing incomplete is sent', async () => {
    const { path } = await build();
    const id = await upload({ userId: agent.id, name: 'c.pdf', content: Buffer.from('perdu') });
    const { uuid } = await answerOf(
      await post(`${path}/reply`, { text: 'Ci-joint', attachment_ids: [id] }),
      202,
      OutgoingOut,
    );
    const [row] = await api.superuser`select sha256 from message_attachments where id = ${id}`;
    await api.deps.files.remove({ companyId: company.id, sha256: String(row?.['sha256']) });
    world.forwardMs(10_000);
    const before = smtp.mails().length;
    const input = { companyId: company.id, messageUuid: uuid };
    expect(await activities.attemptReply(input)).toMatchObject({ kind: 'wait' });
    expect(smtp.mails()).toHaveLength(before);
  });
});

describe('a mailbox', () => {
  test('that is paused refuses, and says so', async () => {
    const { path, mailboxId } = await build();
    await api.superuser`update mailboxes set is_active = false where id = ${mailboxId}`;
    const answer = await post(`${path}/reply`, { text: 'Bonjour' });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ details: { reason: 'mailbox_paused' } });
  });

  test('of another call centre can not be chosen by an agent', async () => {
    const { path } = await build();
    const [centre] = await api.superuser`
      insert into call_centres (company_id, name) values (${company.id}, 'Lille') returning id
    `;
    const { mailboxId } = await insertTestMailbox(api, {
      company,
      smtpUrl: smtp.url,
      callCentreId: Number(centre?.['id']),
    });
    const answer = await post(`${path}/reply`, { text: 'Bonjour', mailbox_id: mailboxId });
    expect(answer.status).toBe(422);
    const owners = await post(
      `${path}/reply`,
      { text: 'Bonjour', mailbox_id: mailboxId },
      company.owner.key,
    );
    expect(owners.status).toBe(202);
  });

  test('is offered to those who may begin a conversation with it', async () => {
    const [centre] = await api.superuser`
      insert into call_centres (company_id, name) values (${company.id}, 'Nice') returning id
    `;
    const insert = (fields: object = {}) =>
      insertTestMailbox(api, { company, smtpUrl: smtp.url, ...fields });
    const shared = await insert();
    const own = await insert({ callCentreId: company.callCentreId });
    const elsewhere = await insert({ callCentreId: Number(centre?.['id']) });
    const theirs = await insert({ company: otherCompany });
    const [off, refused, deleted] = [await insert(), await insert(), await insert()];
    await api.superuser`update mailboxes set is_active = false where id = ${off.mailboxId}`;
    await api.superuser`update mailboxes set deleted_at = now() where id = ${deleted.mailboxId}`;
    await api.superuser`
      insert into mailbox_health (company_id, mailbox_id, paused_at)
      values (${company.id}, ${refused.mailboxId}, now())
    `;
    const made = [shared, own, elsewhere, theirs, off, refused, deleted];
    const offered = async (key: string) => {
      const answer = await api.request('/inbox/senders', { key });
      const { data } = await answerOf(answer, 200, SendersOut);
      return data.filter(({ id }) => made.some(({ mailboxId }) => mailboxId === id));
    };
    const entry = ({ mailboxId, email }: { mailboxId: number; email: string }) => ({
      id: mailboxId,
      name: 'Accueil',
      email,
    });
    expect(await offered(agent.key)).toEqual([shared, own].map(entry));
    expect(await offered(company.owner.key)).toEqual([shared, own, elsewhere].map(entry));
    expect(await offered(otherCompany.owner.key)).toEqual([theirs].map(entry));
  });

  test('of another company does not exist', async () => {
    const { path } = await build();
    const { mailboxId } = await insertTestMailbox(api, {
      company: otherCompany,
      smtpUrl: smtp.url,
    });
    const answer = await post(`${path}/reply`, { text: 'Bonjour', mailbox_id: mailboxId });
    expect(answer.status).toBe(422);
  });
});

describe('recipients', () => {
  test('are at most fifty, each once', async () => {
    const { path } = await build();
    const many = (count: number, domain: string) =>
      Array.from({ length: count }, (_, index) => ({ address: `a${index}@${domain}.example` }));
    const to = many(30, 'one');
    expect((await post(`${path}/reply`, { text: 'A', to, cc: many(21, 'two') })).status).toBe(422);
    const reply = await answerOf(
      await post(`${path}/reply`, { text: 'A', to, cc: [...many(20, 'two'), ...to] }),
      202,
      OutgoingOut,
    );
    expect(reply.recipients).toHaveLength(50);
  });

  test.each(['', 'marie', 'marie@', 'a b@clients.example', 'a@clients.example,b@clients.example'])(
    '%j is no address',
    async (address) => {
      const { path } = await build();
      expect((await post(`${path}/reply`, { text: 'A', to: [{ address }] })).status).toBe(422);
    },
  );
});

describe('a new conversation', () => {
  test('begins with a message of ours, and belongs to its author', async () => {
    const { mailboxId } = await insertTestMailbox(api, {
      company,
      smtpUrl: smtp.url,
      callCentreId: company.callCentreId,
    });
    const answer = await post('/inbox/conversations', {
      mailbox_id: mailboxId,
      to: [{ name: 'Paul', address: 'Paul@Clients.example' }],
      subject: 'Votre formation',
      text: 'Bonjour Paul',
    });
    const message = await answerOf(answer, 202, OutgoingOut);
    const [row] = await api.superuser`
      select status, assigned_to, call_centre_id, contact_address, message_count, is_unread
      from conversations where id = ${message.conversation_id}
    `;
    expect(row).toEqual({
      status: 'en_cours',
      assigned_to: agent.id,
      call_centre_id: company.callCentreId,
      contact_address: 'paul@clients.example',
      message_count: 1,
      is_unread: false,
    });
    const { mail } = await mailOf(message.uuid);
    expect(mail).toMatchObject({
      subject: 'Votre formation',
      text: expect.stringMatching(/^Bonjour Paul\n/),
    });
    expect(mail.inReplyTo).toBeUndefined();
  });
});
