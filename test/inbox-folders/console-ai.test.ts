/**
 * Goal: an owner describes a folder for the language model, tries it, and sees what it filed, why, and how often people
 * changed it. Method: the console in Chromium, the real system, the demo model of `npm start`.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_MODEL, startFakeOpenai, type FakeOpenai } from '../../dev/fakes/openai/server.ts';
import { createReclassificationActivities } from '../../src/activities/reclassifications.ts';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { conversationsAs } from '../support/conversations.ts';
import { addConversation, folderOf, foldersAs } from '../support/inbox-folders.ts';

const KEY = 'cle-de-demonstration';

describe.runIf(hasBrowser)('folders that a language model gives', () => {
  let world: ConsoleWorld;
  let model: FakeOpenai;
  let conversation: number;

  beforeAll(async () => {
    model = await startFakeOpenai({ apiKey: KEY });
    world = await startConsole({
      environment: { AI_BASE_URL: model.baseUrl, AI_API_KEY: KEY, AI_MODEL: DEMO_MODEL },
    });
    conversation = await addConversation(world.stack, world.stack.company, {
      subject: 'Annuler ma visite',
      text: 'Bonjour, je veux annuler la visite de mardi, c’est urgent.',
    });
  });
  afterAll(async () => {
    await world.stop();
    await model.stop();
  });

  /** The worker of the stack has not the queue of the model. */
  const activities = () => createReclassificationActivities(world.stack.deps);

  test('a description is typed, tried on a text, saved, and applied to what is there', async () => {
    const { page, context } = await world.enter();
    await page.goto('/inbox-folders');
    await page.getByRole('link', { name: 'Nouveau dossier' }).click();
    await page.getByRole('textbox', { name: 'Nom', exact: true }).fill('Visites');
    const ai = page.getByRole('region', { name: 'Classement par l’IA' });
    await ai
      .getByLabel('Ce qui va dans ce dossier')
      .fill('Prendre, changer ou annuler une visite.');
    await ai.getByLabel('Certitude minimale (%)').fill('60');
    const sample = page.getByRole('region', { name: 'Essayer un texte' });
    await sample.getByLabel('Objet').fill('Changer ma visite');
    await sample.getByRole('button', { name: 'Demander à l’IA' }).click();
    await sample.getByText('L’IA propose Ce dossier').waitFor();
    await sample.getByText('Mots décisifs : « Changer », « visite »').waitFor();
    await page.getByRole('button', { name: 'Créer', exact: true }).click();
    await page.getByText('Dossier créé').waitFor();
    const [folder] = await foldersAs(world.stack, world.stack.company.owner.key).list();
    expect(folder).toMatchObject({
      ai_description: 'Prendre, changer ou annuler une visite.',
      ai_threshold: 0.6,
    });
    const run = page.getByRole('region', { name: 'Reclassement' });
    await run.getByRole('checkbox', { name: 'Demander aussi à l’IA' }).check();
    await run.getByRole('button', { name: 'Reclasser maintenant' }).click();
    await run.getByText('0 sur 1 demandées à l’IA').waitFor();
    const [started] = await foldersAs(world.stack, world.stack.company.owner.key).runs();
    await activities().reclassifyByModel({
      companyId: world.stack.company.id,
      reclassificationId: started?.id ?? '',
    });
    await run.getByText('Terminé · 1 conversation déplacée', { exact: false }).waitFor();
    await run.getByText('1 sur 1 demandées à l’IA').waitFor();
    expect((await folderOf(world.stack, conversation)).folderId).toBe(folder?.id);
    await context.close();
  });

  test('the conversation shows what AI read, and why it is in its folder', async () => {
    const { page, context } = await world.enter();
    await page.goto(`/conversations/${conversation}`);
    await page.getByText('Urgence', { exact: true }).waitFor();
    await page.getByText('FR', { exact: true }).waitFor();
    await page.getByText('Classée par l’IA').hover();
    await page.getByRole('tooltip').getByText('Mots décisifs', { exact: false }).waitFor();
    await context.close();
  });

  test('a hand move counts against the accuracy', async () => {
    const owner = conversationsAs(world.stack, world.stack.company.owner.key);
    const { page, context } = await world.enter();
    await page.goto('/settings/ai');
    await page.getByText('1 classement juste sur 1', { exact: true }).waitFor();
    const { version } = await owner.read(conversation);
    await owner.patched(conversation, { version, folder_id: null });
    await page.reload();
    await page.getByText('0 classement juste sur 1', { exact: true }).waitFor();
    const table = page.getByRole('table', { name: 'Justesse du classement' });
    await table.getByRole('row').filter({ hasText: 'Visites' }).waitFor();
    await context.close();
  });
});
