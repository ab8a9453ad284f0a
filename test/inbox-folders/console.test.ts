/**
 * Goal: an owner makes a folder with nested rules, sees what they would do while typing, puts folders in
 * order, and follows the reclassification. Method: that of test/console/console.test.ts.
 */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { focused, hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { conversationsAs } from '../support/conversations.ts';
import { addConversation, any, folderOf, foldersAs, text } from '../support/inbox-folders.ts';

describe.runIf(hasBrowser)('the pages of folders', () => {
  let world: ConsoleWorld;
  let owner: ReturnType<typeof foldersAs>;

  beforeAll(async () => {
    world = await startConsole();
    owner = foldersAs(world.stack, world.stack.company.owner.key);
  });
  afterAll(() => world.stop());

  const enter = async () => {
    const visited = await world.enter();
    await visited.page.goto('/inbox-folders');
    await visited.page
      .getByRole('heading', { level: 1, name: 'Dossiers de la boîte de réception' })
      .waitFor();
    return visited;
  };

  const choose = async (page: Page, field: Locator, option: string): Promise<void> => {
    await field.click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };

  const addValue = async (condition: Locator, value: string): Promise<void> => {
    const values = condition.getByRole('combobox', { name: 'Valeurs' });
    await values.fill(value);
    await values.press('Enter');
  };

  test('rules are built, tried while they are typed, and applied to what is there', async () => {
    const { stack } = world;
    const wanted = await addConversation(stack, stack.company, {
      subject: 'Demande de RDV',
      sender: 'marie@client.com',
    });
    const other = await addConversation(stack, stack.company, {
      subject: 'RDV',
      sender: 'a@b.example',
    });
    const { page, context } = await enter();
    await page.getByText('Aucun dossier').waitFor();
    await page.getByRole('link', { name: 'Nouveau dossier' }).click();
    await page.getByRole('textbox', { name: 'Nom', exact: true }).fill('Rendez-vous');
    await page.getByRole('button', { name: 'Ajouter des règles' }).press('Enter');
    await focused(page.getByRole('group', { name: 'Règles' }));
    const rules = page.getByRole('region', { name: 'Règles' });
    await choose(
      page,
      rules.getByRole('combobox', { name: 'Combinaison' }),
      'Toutes les conditions',
    );
    const last = page.getByRole('region', { name: 'Dernières conversations' });
    await last.getByText('Complétez les règles pour les essayer.').waitFor();
    await page.getByRole('button', { name: 'Créer', exact: true }).click();
    await rules.getByText('Obligatoire').waitFor();
    const first = rules.getByRole('group', { name: 'Condition' }).first();
    await choose(page, first.getByRole('combobox', { name: 'Comparaison' }), 'contient le mot');
    await addValue(first, 'rdv');
    await last.getByText('2 sur 2 iraient dans ce dossier').waitFor();
    await last.getByText('Objet contient le mot « rdv » : Demande de RDV').waitFor();
    await rules.getByRole('button', { name: 'Groupe' }).click();
    const nested = rules.getByRole('group', { name: 'Au moins une condition' });
    const second = nested.getByRole('group', { name: 'Condition' });
    await choose(page, second.getByRole('combobox', { name: 'Champ' }), 'Domaine expéditeur');
    await addValue(second, 'client.com');
    await last.getByText('1 sur 2 irait dans ce dossier').waitFor();
    const sample = page.getByRole('region', { name: 'Essayer un texte' });
    await sample.getByLabel('Expéditeur').fill('luc@client.com');
    await sample.getByLabel('Objet').fill('Mon rdv de lundi');
    await sample.getByText('Irait dans Ce dossier').waitFor();
    await page.getByRole('button', { name: 'Aperçu' }).click();
    await page.getByText('1 conversation changerait de dossier, sur 2 examinées').waitFor();
    await page.getByText('Sans dossier → Ce dossier : 1').waitFor();
    await page.getByRole('button', { name: 'Créer', exact: true }).click();
    const run = page.getByRole('region', { name: 'Reclassement' });
    await run.getByText('Terminé · 1 conversation déplacée', { exact: false }).waitFor();
    const [folder] = await owner.list();
    expect((await folderOf(stack, wanted)).folderId).toBe(folder?.id);
    expect((await folderOf(stack, other)).folderId).toBeNull();
    expect(folder?.rules).toEqual({
      kind: 'all',
      rules: [
        text('subject', 'whole_word', 'rdv'),
        any(text('sender_domain', 'contains', 'client.com')),
      ],
    });
    await context.close();
  });

  test('a rule that moves by hand propose is accepted, another one dismissed', async () => {
    const { stack } = world;
    const folder = await owner.create('Comptabilité', null);
    const conversations = conversationsAs(stack, stack.company.owner.key);
    for (const sender of ['factures@client.example', 'lettre@client.example']) {
      for (const subject of ['Facture 1', 'Facture 2', 'Facture 3']) {
        const id = await addConversation(stack, stack.company, { sender, subject });
        await conversations.patched(id, { version: 1, folder_id: folder.id });
      }
    }
    const { page, context } = await enter();
    const card = page.getByRole('region', { name: 'Règles proposées' });
    const proposal = (sender: string) =>
      card.getByRole('listitem', { name: `${sender} vers Comptabilité` });
    const wanted = proposal('factures@client.example');
    await wanted.getByText('3 conversations déplacées à la main').waitFor();
    expect(await wanted.getByRole('link').allTextContents()).toEqual([
      'Facture 3',
      'Facture 2',
      'Facture 1',
    ]);
    await proposal('lettre@client.example').getByRole('button', { name: 'Ignorer' }).click();
    await page.getByText('Cette règle ne sera plus proposée').waitFor();
    await proposal('lettre@client.example').waitFor({ state: 'detached' });
    await wanted.getByRole('button', { name: 'Accepter' }).press('Enter');
    await page.getByText('Règle ajoutée au dossier Comptabilité').waitFor();
    await card.waitFor({ state: 'detached' });
    await page
      .getByRole('listitem', { name: 'Comptabilité' })
      .getByText('1 condition', { exact: true })
      .waitFor();
    const changed = (await owner.list()).find(({ id }) => id === folder.id);
    expect(changed?.rules).toEqual(
      any(text('sender_address', 'equals', 'factures@client.example')),
    );
    await owner.send('DELETE', `folders/${folder.id}`);
    await context.close();
  });

  test('folders are put in order by keyboard, and one is deleted', async () => {
    await owner.create('Factures', null);
    const { page, context } = await enter();
    const names = () => page.getByRole('listitem').getByRole('link').allTextContents();
    await expect.poll(names).toEqual(['Rendez-vous', 'Factures']);
    await page.getByRole('button', { name: 'Monter Factures' }).press('Enter');
    await expect.poll(names).toEqual(['Factures', 'Rendez-vous']);
    await page.getByRole('button', { name: 'Enregistrer l’ordre' }).click();
    await page.getByText('Ordre enregistré').waitFor();
    expect((await owner.list()).map(({ name }) => name)).toEqual(['Factures', 'Rendez-vous']);
    await page.getByRole('button', { name: 'Supprimer Rendez-vous' }).click();
    const dialog = page.getByRole('dialog', { name: 'Supprimer « Rendez-vous » ?' });
    await choose(
      page,
      dialog.getByRole('combobox', { name: 'Déplacer ses conversations vers' }),
      'Factures',
    );
    await dialog.getByRole('button', { name: 'Supprimer', exact: true }).click();
    await expect.poll(names).toEqual(['Factures']);
    await context.close();
  });

  test('a name that is taken is shown beside its field', async () => {
    const { page, context } = await enter();
    await page.getByRole('link', { name: 'Nouveau dossier' }).click();
    await page.getByRole('textbox', { name: 'Nom', exact: true }).fill('factures');
    await page.getByRole('button', { name: 'Créer', exact: true }).click();
    await page.getByText('Déjà utilisé').waitFor();
    await context.close();
  });

  test('an agent is told that they may not', async () => {
    const { page, context } = await world.enter(world.stack.company.agents[0].email);
    await page.goto('/inbox-folders');
    await page.getByText('Votre rôle ne donne pas accès à ceci').waitFor();
    await context.close();
  });

  test('the settings of the inbox are saved, and a wrong hour is named beside its field', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/company');
    const inbox = page.getByRole('region', { name: 'Boîte de réception' });
    await inbox.getByLabel('Signature').fill('Atelier Jonquille\nAlger');
    const domains = inbox.getByRole('combobox', { name: 'Domaines de l’entreprise' });
    await domains.fill('Jonquille.example');
    await domains.press('Enter');
    await inbox.getByRole('checkbox', { name: 'sam.' }).check();
    await inbox.getByLabel('De', { exact: true }).fill('19:00');
    await inbox.getByRole('button', { name: 'Enregistrer' }).click();
    await inbox.getByText('Doit suivre le début').waitFor();
    await inbox.getByLabel('De', { exact: true }).fill('08:30');
    await inbox.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Réglages enregistrés').waitFor();
    const answer = await world.stack.request('/api/v1/settings', {
      key: world.stack.company.owner.key,
    });
    expect(await answer.json()).toMatchObject({
      inbox: {
        signature: 'Atelier Jonquille\nAlger',
        own_domains: ['jonquille.example'],
        business_hours: { days: [1, 2, 3, 4, 5, 6], from: '08:30', to: '18:00' },
      },
    });
    await context.close();
  });
});
