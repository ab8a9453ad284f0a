import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AttachmentOut } from '../../src/domain/attachments/shapes.ts';
import { answerOf } from '../support/actions.ts';
import { focused, hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { pdfOf } from '../support/documents.ts';
import { insertTestConversation, insertTestMailbox } from '../support/replies.ts';
import { until } from '../support/until.ts';

/**
 * Goal: what is written in an open conversation: a reply, its draft, a note. Method: that of
 * test/console/console.test.ts, on a stack of its own whose worker sends no mail, so that a reply waits.
 */

describe.runIf(hasBrowser)('the composer', () => {
  let world: ConsoleWorld;
  let mailboxId: number;

  beforeAll(async () => {
    world = await startConsole();
    const { company } = world.stack;
    ({ mailboxId } = await insertTestMailbox(world.stack, {
      company,
      smtpUrl: 'smtp://127.0.0.1:9',
    }));
  });
  afterAll(() => world.stop());

  const insert = async () => {
    const { company } = world.stack;
    const { conversationId } = await insertTestConversation(world.stack, {
      company,
      mailboxId,
    });
    return conversationId;
  };
  const open = async (id: number, email?: string) => {
    const visit = await world.enter(email);
    await visit.page.goto(`/conversations/${id}`);
    const field = visit.page.getByRole('textbox', { name: 'Votre réponse' });
    await field.and(visit.page.locator(':enabled')).waitFor();
    return { ...visit, field };
  };
  const messagesOf = (id: number) => world.stack.superuser`
    select text, status from messages where conversation_id = ${id} and direction = 'out'
  `;

  test('a reply is taken back in its 10 seconds, written on and sent', async () => {
    const id = await insert();
    const { page, context, field } = await open(id);
    await field.fill('Voici le devis.');
    await page.getByRole('button', { name: 'Envoyer', exact: true }).click();
    await page.getByText(/^Envoi dans \d+ s$/).waitFor();
    expect(await field.inputValue()).toBe('');
    await page.getByRole('button', { name: 'Annuler l’envoi' }).click();
    await page.getByText('Envoi annulé').waitFor();
    await until('the text is back', async () => (await field.inputValue()) === 'Voici le devis.');

    await field.fill('Voici le devis corrigé.');
    await field.press('Control+Enter');
    await page.getByText(/^Envoi dans \d+ s$/).waitFor();
    await expect
      .poll(() => messagesOf(id))
      .toMatchObject([{ status: 'cancelled' }, { status: 'queued' }]);
    await context.close();
  });

  test('what is typed after r is never taken for keys of the inbox', async () => {
    const id = await insert();
    const { page, context } = await world.enter();
    const draft = Promise.withResolvers<undefined>();
    await page.route(`**/inbox/conversations/${id}/draft`, async (route) => {
      await draft.promise;
      await route.continue();
    });
    await page.goto(`/conversations/${id}`);
    const field = page.getByRole('textbox', { name: 'Votre réponse' });
    await field.waitFor();
    await page.keyboard.press('r');
    await focused(field);
    await page.keyboard.type('e#');
    draft.resolve(undefined);
    await until('the draft is read', () => field.isEditable());
    await page.keyboard.type('Bonjour');
    expect(await field.inputValue()).toBe('Bonjour');
    const [row] = await world.stack.superuser`select status from conversations where id = ${id}`;
    expect(row).toEqual({ status: 'nouveau' });
    await context.close();
  });

  test('a file that was previewed leaves the focus where it was', async () => {
    const id = await insert();
    const { company, superuser: sql } = world.stack;
    await sql`
      insert into message_attachments (
        company_id, conversation_id, message_id, file_name, media_type, size_bytes, sha256
      )
      select ${company.id}, ${id}, id, 'photo.png', 'image/png', 1, ${'0'.repeat(64)}
      from messages
      where conversation_id = ${id}
    `;
    const { page, context } = await open(id);
    const file = page.getByRole('button', { name: 'Aperçu de photo.png' });
    await file.press('Enter');
    const preview = page.getByRole('dialog', { name: 'photo.png' });
    await preview.waitFor();
    await page.keyboard.press('Escape');
    await preview.waitFor({ state: 'detached' });
    await focused(file);
    await context.close();
  });

  test('a PDF of a message is drawn, and saved by a browser that opens its address', async () => {
    const id = await insert();
    const { company, app, superuser: sql } = world.stack;
    const body = new FormData();
    body.append('file', new Blob([new Uint8Array(pdfOf(['Devis du 3 mars']))]), 'devis.pdf');
    const answer = await app.request(`/inbox/conversations/${id}/attachments`, {
      method: 'POST',
      body,
      headers: { Authorization: `Bearer ${company.owner.key}`, 'X-Forwarded-For': '203.0.113.1' },
    });
    const { id: fileId } = await answerOf(answer, 201, AttachmentOut);
    await sql`
      update message_attachments
      set message_id = (select id from messages where conversation_id = ${id} limit 1)
      where id = ${fileId}
    `;
    const { page, context } = await open(id);
    await page.getByRole('button', { name: 'Aperçu de devis.pdf' }).click();
    const preview = page.getByRole('dialog', { name: 'devis.pdf' });
    await preview.getByText('Devis du 3 mars').waitFor();
    expect(page.frames()).toHaveLength(1);

    const download = page.waitForEvent('download');
    await page.evaluate((address) => {
      window.location.href = address;
    }, `/inbox/attachments/${fileId}/content?preview=true`);
    expect((await download).suggestedFilename()).toBe('devis.pdf');
    await context.close();
  });

  test('all canned replies are in sight when they are opened', async () => {
    const id = await insert();
    const { company, request } = world.stack;
    for (const name of ['Tarifs', 'Horaires', 'Logement', 'Paiement', 'Portes ouvertes']) {
      const body = { name, body: 'Bonjour {{contact.name}}' };
      await request('/inbox/canned-replies', { key: company.owner.key, body });
    }
    const { page, context } = await open(id);
    await page.getByRole('combobox', { name: 'Réponse type…' }).click();
    await page.getByRole('option', { name: 'Tarifs' }).waitFor();
    const heights = await page
      .getByRole('option')
      .evaluateAll((options) => options.map((option) => option.getBoundingClientRect().bottom));
    expect(heights).toHaveLength(5);
    expect(Math.max(...heights)).toBeLessThan(900);
    await context.close();
  });

  test('a message that came meanwhile is read before the reply is sent', async () => {
    const id = await insert();
    const { page, context, field } = await open(id);
    await field.fill('Voici le devis.');
    const { request, company } = world.stack;
    const { key } = company.owner;
    await request(`/inbox/conversations/${id}/reply`, { key, body: { text: 'Je m’en occupe.' } });
    await page.getByText('Un autre message est arrivé depuis que vous écrivez.').waitFor();
    await page.getByRole('button', { name: 'Envoyer', exact: true }).click();
    await page.getByRole('button', { name: 'Envoyer quand même' }).waitFor();
    expect(await messagesOf(id)).toHaveLength(1);
    await page.getByRole('button', { name: 'Je l’ai lu' }).click();
    await page.getByRole('button', { name: 'Envoyer', exact: true }).click();
    await until('both are there', async () => (await messagesOf(id)).length === 2);
    await context.close();
  });

  test('another device has the draft, and is told of a change it has not seen', async () => {
    const id = await insert();
    const first = await open(id);
    await first.field.fill('Bonjour Marie');
    await first.page.getByText('Brouillon enregistré').waitFor();
    const second = await open(id);
    await until('the draft', async () => (await second.field.inputValue()) === 'Bonjour Marie');
    await second.field.fill('Bonjour Marie, merci');
    await second.page.getByText('Brouillon enregistré').waitFor();
    await first.field.press('End');
    await first.field.pressSequentially(' !');
    await first.page.getByText('Ce brouillon a été modifié sur un autre appareil.').waitFor();
    await first.page.getByRole('button', { name: 'Prendre l’autre' }).click();
    await until(
      'the other text',
      async () => (await first.field.inputValue()) === 'Bonjour Marie, merci',
    );
    await first.context.close();
    await second.context.close();
  });

  test('a task is added beside the conversation by keys alone', async () => {
    const id = await insert();
    const { page, context } = await open(id);
    await page.getByRole('button', { name: 'Contact et suivi' }).press('Enter');
    const tasks = page.getByRole('dialog').getByRole('region', { name: 'Tâches' });
    await tasks.getByRole('button', { name: 'Nouvelle tâche' }).press('Enter');
    await focused(tasks.getByRole('textbox', { name: 'Titre' }));
    await page.keyboard.type('Rappeler');
    await page.keyboard.press('Enter');
    await tasks.getByRole('checkbox', { name: 'Marquer comme faite : Rappeler' }).waitFor();
    await focused(tasks);
    await context.close();
  });

  test('an agent begins a conversation, with a file', async () => {
    const [agent] = world.stack.company.agents;
    const { page, context } = await world.enter(agent.email);
    await page.goto('/conversations');
    await page.getByRole('button', { name: 'Nouveau message' }).click();
    const form = page.getByRole('dialog', { name: 'Nouveau message' });
    await focused(form.getByLabel(/^À/));
    await form.getByLabel(/^À/).fill('paul@clients.example,');
    await form.getByRole('textbox', { name: 'Objet' }).fill('Votre formation');
    await form.getByRole('textbox', { name: 'Message', exact: true }).fill('Ci-joint le devis.');
    await form
      .locator('input[type=file]')
      .setInputFiles({ name: 'devis.txt', mimeType: 'text/plain', buffer: Buffer.from('Devis') });
    await form.getByRole('button', { name: 'Retirer devis.txt' }).waitFor();
    await form.getByRole('button', { name: 'Envoyer' }).click();
    await page.getByRole('heading', { level: 2, name: 'Votre formation' }).waitFor();
    await page.getByText('devis.txt').waitFor();
    await context.close();
  });

  test('a message that failed lists its attempts, with what the mail server said', async () => {
    const id = await insert();
    const { company, request, superuser: sql } = world.stack;
    const { key } = company.owner;
    await request(`/inbox/conversations/${id}/reply`, { key, body: { text: 'Voici le devis.' } });
    const [message] = await sql`
      update messages
      set status = 'failed', attempt_count = 2, error_code = 'smtp_550', error_text = 'Inconnu ici'
      where conversation_id = ${id} and direction = 'out'
      returning id
    `;
    for (const [attempt, outcome, text] of [
      [1, 'temporary', '451 Revenez plus tard'],
      [2, 'permanent', '550 Inconnu ici'],
    ] as const) {
      await sql`
        insert into message_attempts (
          company_id, message_id, attempt, mailbox_id, recipients, started_at, finished_at, outcome,
          error_code, error_text
        )
        values (
          ${company.id}, ${Number(message?.['id'])}, ${attempt}, ${mailboxId},
          ${['marie@clients.example']}, now(), now(), ${outcome}, ${`smtp_${text.slice(0, 3)}`},
          ${text}
        )
      `;
    }
    const { page, context } = await open(id);
    await page.getByRole('button', { name: 'Voir les 2 tentatives' }).click();
    const attempts = page.getByRole('list', { name: 'Tentatives d’envoi' }).getByRole('listitem');
    await attempts.nth(1).waitFor();
    expect(await attempts.allTextContents()).toEqual([
      expect.stringMatching(/Refusé.*550 Inconnu ici/),
      expect.stringMatching(/Non accepté pour le moment.*451 Revenez plus tard/),
    ]);
    await context.close();
  });

  test('a colleague who looks is shown, and the conversation is not read again for that', async () => {
    const id = await insert();
    const { company, request, superuser: sql } = world.stack;
    const [agent] = company.agents;
    const [user] = await sql`select name from users where id = ${agent.id}`;
    // Else it is read again because it was marked as read.
    await sql`update conversations set is_unread = false where id = ${id}`;
    const { page, context } = await open(id);
    const reads: string[] = [];
    page.on('request', (sent) => {
      if (sent.method() === 'GET' && sent.url().endsWith(`/inbox/conversations/${id}`)) {
        reads.push(sent.url());
      }
    });
    const say = (state: string) =>
      request(`/inbox/conversations/${id}/presence`, {
        key: agent.key,
        method: 'PUT',
        body: { state },
      });
    await say('viewing');
    await page.getByText(`${String(user?.['name'])} regarde`).waitFor();
    await say('gone');
    await page.getByText(`${String(user?.['name'])} regarde`).waitFor({ state: 'detached' });
    expect(reads).toEqual([]);
    await context.close();
  });

  test.each([
    ['very long', '<p>Bonjour en couleurs</p>'.repeat(10_000)],
    ['of very many elements', '<p>a</p>'.repeat(6_000)],
  ])('HTML that is %s is shown only after a click, the plain text before', async (_, html) => {
    const id = await insert();
    await world.stack.superuser`
      update messages set html = ${html}, text = 'Bonjour en clair'
      where conversation_id = ${id} and direction = 'in'
    `;
    const { page, context } = await open(id);
    const show = page.getByRole('button', { name: 'L’afficher quand même' });
    await show.waitFor();
    await page.getByText('Bonjour en clair').last().waitFor();
    expect(await page.locator('iframe').count()).toBe(0);
    await show.click();
    await page.locator('iframe').waitFor();
    await page.getByRole('button', { name: 'Texte brut' }).click();
    await show.waitFor();
    await context.close();
  });

  test('a note mentions a colleague, who is told', async () => {
    const id = await insert();
    const { company, superuser: sql } = world.stack;
    const [agent] = company.agents;
    const [row] = await sql`select name from users where id = ${agent.id}`;
    const name = String(row?.['name']);
    const { page, context } = await open(id);
    await page.getByText('Note', { exact: true }).click();
    const field = page.getByRole('textbox', { name: 'Votre note' });
    await field.pressSequentially(`@${name.slice(0, 3)}`);
    await page.getByRole('option', { name }).waitFor();
    await field.press('Enter');
    await until('the name', async () => (await field.inputValue()) === `@${name} `);
    await field.pressSequentially('peux-tu rappeler ?');
    await page.getByRole('button', { name: 'Ajouter la note' }).click();
    await page.getByRole('article', { name: /^Note de/ }).waitFor();
    const [note] = await sql`
      select mentioned_user_ids from conversation_notes where conversation_id = ${id}
    `;
    expect(note).toEqual({ mentioned_user_ids: [agent.id] });
    await context.close();
  });
});
