import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEMO_MODEL, startFakeOpenai, type FakeOpenai } from '../../dev/fakes/openai/server.ts';
import { CaseFileTextOut } from '../../src/domain/case-files/shapes.ts';
import { CaseOut } from '../../src/domain/cases/shapes.ts';
import { TaskOut } from '../../src/domain/tasks/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { answerOf } from '../support/actions.ts';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { uploadedCaseFile } from '../support/case-files.ts';
import { insertClient, openCase } from '../support/cases.ts';
import { insertTestConversation } from '../support/conversation-rows.ts';
import { createIngest, insertMailbox, mailOf } from '../support/mails.ts';
import { until } from '../support/until.ts';

/**
 * Goal: a case is opened, worked on, moved and analysed in the console. Method: that of
 * test/console/console.test.ts, on a stack of its own, with the demo model of `npm start`.
 */

const KEY = 'cle-de-demonstration';
/** More than a page of a timeline. */
const EARLIER_COUNT = 15;

describe.runIf(hasBrowser)('the pages of cases', () => {
  let world: ConsoleWorld;
  let model: FakeOpenai;
  let clientId: number;

  beforeAll(async () => {
    model = await startFakeOpenai({ apiKey: KEY });
    world = await startConsole({
      activityQueues: ['analysis'],
      environment: { AI_BASE_URL: model.baseUrl, AI_API_KEY: KEY, AI_MODEL: DEMO_MODEL },
    });
    clientId = await insertClient(world.stack, world.stack.company);
  });
  afterAll(async () => {
    await world.stop();
    await model.stop();
  });
  beforeEach(async () => {
    await world.stack.superuser`update cases set deleted_at = now()`;
  });

  const open = (body: object = {}) =>
    openCase(world.stack, world.stack.company.owner, { client_id: clientId, ...body });
  const read = async (id: number) =>
    answerOf(
      await world.stack.request(`/api/crm/case/${id}`, { key: world.stack.company.owner.key }),
      200,
      CaseOut,
    );
  const noteIn = (id: number, body: object) =>
    world.stack.request(`/api/crm/case/${id}/note`, { key: world.stack.company.owner.key, body });
  /** Its text is read when it is there. */
  const fileIn = async (id: number, name: string, content: string) => {
    const { key } = world.stack.company.owner;
    const file = await uploadedCaseFile(world.stack, { key, caseId: id, name, content });
    await until('the text of the file is read', async () => {
      const answer = await world.stack.request(`/api/crm/case/${id}/file/${file.id}/text`, { key });
      return (await answerOf(answer, 200, CaseFileTextOut)).text_state === 'done';
    });
    return file;
  };
  const visit = async (path: string) => {
    const visited = await world.enter();
    await visited.page.goto(path);
    await visited.page.getByRole('heading', { level: 1 }).waitFor();
    return visited;
  };

  test('a case is opened from the list, changed in its head, and found by the search', async () => {
    const { page, context } = await world.enterHome();
    await page.getByRole('link', { name: 'Dossiers', exact: true }).click();
    await page.getByText('Aucun dossier').waitFor();
    await page.getByRole('button', { name: 'Nouveau dossier' }).first().click();
    const form = page.getByRole('dialog', { name: 'Ouvrir un dossier' });
    await form.getByRole('button', { name: 'Ouvrir un dossier' }).click();
    expect(await form.getByText('Obligatoire').count()).toBe(2);
    await form.getByRole('textbox', { name: 'Titre' }).fill('Constitution SARL');
    const client = form.getByRole('combobox', { name: 'Client' });
    await client.fill('Dumi');
    await page.getByRole('option', { name: 'Marie Dumitru' }).click();
    await form.getByRole('button', { name: 'Ouvrir un dossier' }).click();
    await page.getByRole('heading', { level: 1, name: 'Constitution SARL' }).waitFor();

    await page.getByRole('combobox', { name: 'Statut' }).click();
    await page.getByRole('option', { name: 'En cours' }).click();
    await page.getByText('Dossier enregistré').first().waitFor();
    await page.getByRole('combobox', { name: 'Priorité' }).click();
    await page.getByRole('option', { name: 'Urgente' }).click();
    const id = Number(new URL(page.url()).pathname.split('/').at(-1));
    await expect.poll(async () => (await read(id)).priority).toBe('urgent');
    expect(await read(id)).toMatchObject({ status: 'en_cours', client_id: clientId });
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Dossiers' }).waitFor();
    expect(await form.count()).toBe(0);

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /Rechercher/ }).fill((await read(id)).reference);
    await page.getByRole('option', { name: /Constitution SARL/ }).waitFor();
    await context.close();
  });

  test('what two people change in one case at once is kept, or refused if it is the same field', async () => {
    const { id } = await open({ title: 'Bail de la boutique' });
    const { page, context } = await visit(`/cases/${id}?edit=true`);
    const form = page.getByRole('dialog', { name: 'Modifier le dossier' });
    const save = form.getByRole('button', { name: 'Enregistrer' });
    const change = async (body: object) =>
      world.stack.request(`/api/crm/case/${id}`, {
        key: world.stack.company.owner.key,
        method: 'PATCH',
        body: { version: (await read(id)).version, ...body },
      });
    await form.getByRole('textbox', { name: 'Description' }).fill('Bail signé en 2019');
    await change({ title: 'Bail commercial' });
    await page
      .getByRole('heading', { level: 1, name: 'Bail commercial', includeHidden: true })
      .waitFor();
    await save.click();
    await page.getByText('Dossier enregistré').first().waitFor();
    expect(await read(id)).toMatchObject({
      title: 'Bail commercial',
      description: 'Bail signé en 2019',
    });

    await page.getByRole('button', { name: 'Modifier', exact: true }).click();
    await form.getByRole('textbox', { name: 'Titre' }).fill('Mon titre');
    await change({ title: 'Titre de Sofia' });
    await page
      .getByRole('heading', { level: 1, name: 'Titre de Sofia', includeHidden: true })
      .waitFor();
    await save.click();
    await form.getByText('Quelqu’un d’autre a modifié cette fiche').waitFor();
    expect((await read(id)).title).toBe('Titre de Sofia');
    expect(await form.getByRole('textbox', { name: 'Titre' }).inputValue()).toBe('Mon titre');
    await context.close();
  });

  test('a note is written, corrected and deleted; a task is made beside it', async () => {
    const { id } = await open();
    const { page, context } = await visit(`/cases/${id}`);
    const written = page.getByRole('form', { name: 'Nouvelle note' });
    await written.getByRole('textbox', { name: 'Texte de la note' }).fill('Le client rappelle.');
    await written.getByRole('combobox', { name: 'Sorte de note' }).click();
    await page.getByRole('option', { name: 'Appel' }).click();
    await written.getByRole('button', { name: 'Ajouter la note' }).click();
    const note = page.getByRole('article', { name: /^Appel/ });
    await note.getByText('Le client rappelle.').waitFor();
    expect(await written.getByRole('textbox', { name: 'Texte de la note' }).inputValue()).toBe('');

    await note.getByRole('button', { name: 'Modifier la note' }).click();
    await note.getByRole('textbox').fill('Le client rappelle lundi.');
    await note.getByRole('button', { name: 'Enregistrer' }).click();
    await note.getByText('Le client rappelle lundi.').waitFor();
    await note.getByRole('button', { name: 'Supprimer la note' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Supprimer' }).click();
    await page.getByText('Aucune note pour l’instant.').waitFor();

    await page.getByRole('button', { name: 'Nouvelle tâche' }).click();
    await page.getByRole('textbox', { name: 'Titre' }).fill('Rappeler la banque');
    await page.getByRole('textbox', { name: 'Titre' }).press('Enter');
    await page.getByRole('list', { name: 'Tâches' }).getByText('Rappeler la banque').waitFor();
    await context.close();
  });

  test('an agent gives a case and a task of it to the supervisor, and opens one for a colleague', async () => {
    const { company } = world.stack;
    const [anatole] = company.agents;
    const { id } = await openCase(world.stack, anatole, { client_id: clientId });
    const { page, context } = await world.enter(anatole.email);
    await page.goto(`/cases/${id}`);
    await page.getByRole('button', { name: 'Nouvelle tâche' }).click();
    await page.getByRole('textbox', { name: 'Titre' }).fill('Relire les statuts');
    const taker = page.getByRole('combobox', { name: 'Attribuée à' });
    expect(await taker.inputValue()).toBe('Anatole Agent');
    await taker.fill('simo');
    await page.getByRole('option', { name: 'Simone Superviseuse' }).click();
    await page.getByRole('button', { name: 'Ajouter', exact: true }).click();
    await page.getByText('Tâche créée').waitFor();
    const [task] = await world.stack.superuser`select assigned_to from tasks where case_id = ${id}`;
    expect(Number(task?.['assigned_to'])).toBe(company.supervisor.id);

    await page.getByRole('button', { name: 'Changer le responsable' }).click();
    const assignee = page.getByRole('combobox', { name: 'Responsable' });
    await assignee.fill('simo');
    await page.getByRole('option', { name: 'Simone Superviseuse' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Confié à Simone Superviseuse').waitFor();
    expect((await read(id)).assigned_to).toBe(company.supervisor.id);
    await page.getByRole('tab', { name: 'Chronologie' }).click();
    await page.getByText('Responsable : Anatole Agent → Simone Superviseuse').waitFor();

    await page.goto('/cases?new=true');
    const form = page.getByRole('dialog', { name: 'Ouvrir un dossier' });
    await form.getByRole('textbox', { name: 'Titre' }).fill('Bail');
    await form.getByRole('combobox', { name: 'Client' }).fill('Dumi');
    await page.getByRole('option', { name: 'Marie Dumitru' }).click();
    await form.getByRole('combobox', { name: 'Responsable' }).fill('bert');
    await page.getByRole('option', { name: /^Berthe/ }).click();
    await form.getByRole('button', { name: 'Ouvrir un dossier' }).click();
    await page.getByRole('heading', { level: 1, name: 'Bail' }).waitFor();
    await page.getByText(/Confié à Berthe/).waitFor();
    await context.close();
  });

  test('a case is linked to a conversation and shown there; opened from one it has its subject', async () => {
    const { company } = world.stack;
    const conversationId = await insertTestConversation(world.stack, {
      company,
      subject: 'Bail commercial',
      personId: clientId,
    });
    const { page, context } = await visit(`/conversations/${conversationId}`);
    await page.getByRole('button', { name: 'Ouvrir un dossier' }).click();
    const form = page.getByRole('dialog', { name: 'Ouvrir un dossier' });
    expect(await form.getByRole('textbox', { name: 'Titre' }).inputValue()).toBe('Bail commercial');
    await form.getByRole('button', { name: 'Ouvrir un dossier' }).click();
    await page.getByRole('heading', { level: 1, name: 'Bail commercial' }).waitFor();
    const links = page.getByRole('list', { name: 'Liens' });
    await links.getByRole('link', { name: 'Bail commercial' }).click();
    await page.getByRole('button', { name: 'Contact et suivi' }).click();
    await page
      .getByRole('list', { name: 'Dossiers' })
      .getByRole('link', { name: 'Bail commercial' })
      .click();
    await links.getByRole('button', { name: /Retirer le lien/ }).click();
    await page.getByText('Ni conversation, ni lead, ni action.').waitFor();
    await context.close();
  });

  test('an action is decided from a case, linked to it, and leads back to it', async () => {
    const row = await open({ title: 'Bail à relire' });
    const { page, context } = await visit(`/cases/${row.id}`);
    await page.getByRole('button', { name: 'Demander des pièces au client' }).click();
    const dialog = page.getByRole('dialog', { name: 'Demander des pièces au client' });
    await dialog.getByText(row.reference).waitFor();
    await dialog.getByRole('button', { name: /^(Confirmer|Envoyer)/ }).click();
    const links = page.getByRole('list', { name: 'Liens' });
    await links.getByRole('link', { name: 'Demander des pièces au client' }).click();
    await page.getByRole('link', { name: `Bail à relire (${row.reference})` }).click();
    await page.getByRole('heading', { level: 1, name: 'Bail à relire' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/cases/${row.id}`);
    await page.goto('/cases/DOS-1999-0001');
    await page.getByText('Ce dossier n’existe pas, ou vous n’y avez pas accès').waitFor();
    await context.close();
  });

  test('the list fits a window of 1280 px; what it leaves out is chosen, or has room in a wider one', async () => {
    await open({ title: 'Contrôle fiscal', case_type: 'fiscal', due_on: '2026-01-28' });
    const { page, context } = await visit('/cases');
    await page.setViewportSize({ width: 1280, height: 800 });
    const table = page.getByRole('table', { name: 'Dossiers' });
    const row = table.getByRole('row', { name: /Contrôle fiscal/ });
    await row.waitFor();
    const isScrolling = () =>
      table.evaluate(({ parentElement: box }) => box !== null && box.scrollWidth > box.clientWidth);
    const cutCells = () =>
      row.evaluate((cells) =>
        [...cells.querySelectorAll('[role=cell]:not([data-title])')]
          .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
          .map(({ textContent }) => textContent),
      );
    const type = row.getByRole('cell', { name: 'Fiscal', exact: true });
    expect(await isScrolling()).toBe(false);
    expect(await cutCells()).toEqual([]);
    expect(await type.isVisible()).toBe(false);

    await page.setViewportSize({ width: 1440, height: 800 });
    await type.waitFor();
    expect(await isScrolling()).toBe(false);
    await page.setViewportSize({ width: 1280, height: 800 });
    await type.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Colonnes' }).click();
    await page.getByRole('checkbox', { name: 'Modifié' }).uncheck();
    await type.waitFor();

    await page.setViewportSize({ width: 380, height: 800 });
    await row.getByText('Fiscal', { exact: true }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(380);
    await context.close();
  });

  const column = (page: Page, name: string): Locator => page.getByRole('region', { name });
  const card = (within: Locator | Page, name: string): Locator =>
    within.getByRole('link', { name, exact: true });

  test('a card moves by keyboard, only to a column that takes it, and z takes it back', async () => {
    const { id } = await open({ title: 'Marque', status: 'en_cours' });
    const { page, context } = await visit('/cases?layout=board');
    await card(column(page, 'En cours'), 'Marque').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    const moved = card(column(page, 'Attente client'), 'Marque');
    await moved.waitFor();
    await expect.poll(async () => (await read(id)).status).toBe('attente_client');
    await expect
      .poll(() => moved.evaluate((element) => element === document.activeElement))
      .toBe(true);
    await page.getByRole('button', { name: 'Annuler' }).waitFor();
    await page.keyboard.press('z');
    await card(column(page, 'En cours'), 'Marque').waitFor();
    await expect.poll(async () => (await read(id)).status).toBe('en_cours');

    await card(column(page, 'En cours'), 'Marque').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Escape');
    expect((await read(id)).status).toBe('en_cours');
    await context.close();
  });

  test('a card that a colleague moves changes its column by itself, and so does the count', async () => {
    const { id, version } = await open({ title: 'Succession', status: 'en_cours' });
    const { page, context } = await visit('/cases?layout=board');
    await card(column(page, 'En cours'), 'Succession').waitFor();
    const { owner } = world.stack.company;
    const moved = await world.stack.request(`/api/crm/case/${id}`, {
      method: 'PATCH',
      key: owner.key,
      body: { version, status: 'attente_client' },
    });
    expect(moved.status).toBe(200);
    await card(column(page, 'Attente client'), 'Succession').waitFor();
    await column(page, 'Attente client').getByRole('heading', { name: /1$/ }).waitFor();
    expect(await card(column(page, 'En cours'), 'Succession').count()).toBe(0);
    await context.close();
  });

  test('a card is dragged; a column that does not take it leaves it where it was', async () => {
    const { id } = await open({ title: 'Bail', status: 'en_cours' });
    const { page, context } = await visit('/cases?layout=board');
    const drag = async (to: string): Promise<void> => {
      const from = await card(page, 'Bail').boundingBox();
      const target = await column(page, to).boundingBox();
      if (from === null || target === null) throw new Error('the board is not drawn');
      await page.mouse.move(from.x + 20, from.y + 8);
      await page.mouse.down();
      await page.mouse.move(from.x + 40, from.y + 30, { steps: 4 });
      await page.mouse.move(target.x + target.width / 2, target.y + 90, { steps: 8 });
      await page.mouse.up();
    };
    await card(page, 'Bail').waitFor();
    await drag('Nouveau');
    await card(column(page, 'En cours'), 'Bail').waitFor();
    expect((await read(id)).status).toBe('en_cours');
    await drag('Résolu');
    await card(column(page, 'Résolu'), 'Bail').waitFor();
    await expect.poll(async () => (await read(id)).status).toBe('resolu');
    expect(new URL(page.url()).pathname).toBe('/cases');
    await context.close();
  });

  test('an analysis appears by itself, opens what it read, makes a task, and is compared', async () => {
    const { id } = await open({
      description: 'Le bailleur demande la résiliation du bail. Il faut envoyer les quittances.',
    });
    await noteIn(id, { text: 'La mise en demeure est arrivée le 3 mars.', kind: 'call' });
    const file = await fileIn(id, 'bail.txt', 'Bail commercial du 2 janvier, loyer de 900 euros.');
    const { page, context } = await visit(`/cases/${id}?tab=analysis`);
    await page.getByRole('button', { name: 'Analyser' }).click();
    await page.getByText('Terminée').waitFor();
    await page.getByText('Démonstration').first().waitFor();
    const steps = page.getByRole('region', { name: 'Prochaines étapes' });
    await steps.getByRole('button', { name: 'Créer une tâche' }).first().click();
    await steps.getByRole('link', { name: 'Voir la tâche' }).waitFor();
    const tasks = await answerOf(
      await world.stack.request(`/api/crm/case/${id}/task`, {
        key: world.stack.company.owner.key,
      }),
      200,
      pageOf(TaskOut),
    );
    expect(tasks.data).toHaveLength(1);

    await noteIn(id, { text: 'Le tribunal est saisi, une assignation est prête.' });
    await page.getByText('Le dossier a changé depuis').waitFor();
    await page.getByRole('button', { name: 'Analyser à nouveau' }).first().click();
    await page.getByRole('combobox', { name: 'Comparer avec' }).waitFor();
    await page.getByText('Terminée').waitFor();
    await page.getByRole('combobox', { name: 'Comparer avec' }).click();
    await page.getByRole('option', { name: /^Version 1/ }).click();
    await page.getByText('Version 2 par rapport à la version 1').waitFor();
    expect(await page.getByRole('insertion').count()).toBeGreaterThan(0);

    await page.goto(`/cases/${id}?tab=analysis`);
    await page
      .getByRole('region', { name: 'Risque' })
      .getByRole('link', { name: /^Note/ })
      .first()
      .click();
    await page.locator('article[data-shown]').waitFor();
    await page.goto(`/cases/${id}?tab=analysis`);
    const read = page.getByRole('region', { name: 'Ce qui a été lu' });
    await read.getByRole('button').click();
    await read.getByRole('link', { name: /^bail\.txt/ }).click();
    await page.locator('article[data-shown]', { hasText: 'bail.txt' }).waitFor();
    expect(new URL(page.url()).search).toBe(`?tab=files&file=${file.id}`);
    await context.close();
  });

  test('the timeline tells day by day what happened, live, and leads there', async () => {
    const { id } = await open({ title: 'Cession de parts' });
    for (let count = 1; count <= EARLIER_COUNT; count += 1) {
      await noteIn(id, { text: `Note ${count}` });
    }
    const { company, request } = world.stack;
    const conversationId = await insertTestConversation(world.stack, {
      company,
      subject: 'Cession',
    });
    await request(`/api/crm/case/${id}/link`, {
      key: company.owner.key,
      body: { kind: 'conversation', id: conversationId },
    });
    await fileIn(id, 'acte.txt', 'Acte');
    await fileIn(id, 'acte.txt', 'Acte de cession');
    const { page, context } = await visit(`/cases/${id}?tab=timeline`);
    const timeline = page.getByRole('group', { name: 'Chronologie' });
    await timeline.getByRole('heading', { level: 3 }).waitFor();
    await timeline.getByRole('link', { name: 'Fichier ajouté' }).first().waitFor();
    await timeline.getByText('acte.txt', { exact: true }).waitFor();
    await timeline.getByText('acte.txt, version 2').waitFor();
    await timeline.getByText('Conversation · Cession').waitFor();
    const link = timeline.getByRole('link', { name: 'Lien ajouté' });
    expect(await link.getAttribute('href')).toBe(`/conversations/${conversationId}`);
    expect(await timeline.getByText('Dossier ouvert').count()).toBe(0);
    await page.getByRole('button', { name: 'Voir plus ancien' }).click();
    await timeline.getByText('Dossier ouvert').waitFor();

    await page.getByRole('combobox', { name: 'Priorité' }).click();
    await page.getByRole('option', { name: 'Urgente' }).click();
    await timeline.getByText('Normale → Urgente').waitFor();
    await noteIn(id, { text: 'Le notaire rappelle.', kind: 'call' });
    await timeline.getByRole('link', { name: 'Note ajoutée (appel)' }).click();
    await page.locator('article[data-shown]', { hasText: 'Le notaire rappelle.' }).waitFor();
    await context.close();
  });

  test('a message of a linked conversation makes the analysis out of date at once', async () => {
    const { company } = world.stack;
    const ingest = createIngest(world.stack, company);
    const mailbox = await insertMailbox(world.stack, company, { email: 'cabinet@relais.example' });
    const first = mailOf({ to: [mailbox.email], subject: 'Bail' });
    const { conversationId } = await ingest(mailbox, first);
    const { id } = await open({ description: 'Le bailleur demande la résiliation du bail.' });
    const linked = await world.stack.request(`/api/crm/case/${id}/link`, {
      key: company.owner.key,
      body: { kind: 'conversation', id: conversationId },
    });
    expect(linked.status).toBe(201);
    const { page, context } = await visit(`/cases/${id}?tab=analysis`);
    await page.getByRole('button', { name: 'Analyser' }).click();
    await page.getByText('Terminée').waitFor();
    expect(await page.getByText('Le dossier a changé depuis').count()).toBe(0);
    await ingest(
      mailbox,
      mailOf({
        to: [mailbox.email],
        subject: 'Re: Bail',
        inReplyTo: first.internetMessageId,
        sentAt: new Date(),
        text: 'Je confirme la résiliation.',
      }),
    );
    await page.getByText('Le dossier a changé depuis').waitFor();
    await page.getByRole('tab', { name: 'Chronologie' }).click();
    const timeline = page.getByRole('group', { name: 'Chronologie' });
    await timeline.getByText('Je confirme la résiliation.').waitFor();
    await timeline.getByRole('link', { name: 'Message reçu : Re: Bail' }).click();
    await page.waitForURL(`**/conversations/${conversationId}`);
    await context.close();
  });

  test('a client is created in the form of a case; one with the same address is taken instead', async () => {
    const { page, context } = await visit('/cases?new=true');
    const form = page.getByRole('dialog', { name: 'Ouvrir un dossier' });
    await form.getByRole('textbox', { name: 'Titre' }).fill('Création d’entreprise');
    await form.getByRole('combobox', { name: 'Client' }).fill('Amina Ziani');
    await form.getByRole('button', { name: 'Nouveau client' }).click();
    const fields = form.getByRole('group', { name: 'Nouveau client' });
    const name = fields.getByRole('textbox', { name: 'Nom' });
    expect(await name.inputValue()).toBe('Amina Ziani');
    await fields.getByRole('textbox', { name: 'Adresse e-mail' }).fill('amina@client.example');
    await name.press('Enter');
    await fields.waitFor({ state: 'detached' });
    const client = form.getByRole('combobox', { name: 'Client' });
    await expect.poll(() => client.inputValue()).toBe('Amina Ziani');

    await form.getByRole('button', { name: 'Nouveau client' }).click();
    await fields.getByRole('button', { name: 'Créer le client' }).click();
    await fields.getByText('Obligatoire').waitFor();
    await name.fill('A. Ziani');
    await fields.getByRole('textbox', { name: 'Adresse e-mail' }).fill('amina@client.example');
    await fields.getByText('Existe peut-être déjà').waitFor();
    await fields.getByRole('button', { name: 'Choisir Amina Ziani' }).click();
    await fields.waitFor({ state: 'detached' });
    await form.getByRole('button', { name: 'Ouvrir un dossier' }).click();
    await page.getByRole('heading', { level: 1, name: 'Création d’entreprise' }).waitFor();
    await page.getByRole('link', { name: 'Amina Ziani' }).waitFor();
    const [counted] = await world.stack.superuser`
      select count(*)::integer as count from people where name like '%Ziani'
    `;
    expect(counted).toEqual({ count: 1 });
    await context.close();
  });
});
