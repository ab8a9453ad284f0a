import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ActionRoutesOut } from '../../src/domain/action-routes/shapes.ts';
import { answerOf } from '../support/actions.ts';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';

/**
 * Goal: an owner adds a route without taking other types by accident, and learns whether its workflow is
 * active. Method: that of console.test.ts, on a stack of its own.
 */

describe.runIf(hasBrowser)('the routing page', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
  });

  beforeEach(async () => {
    const { request, company } = world.stack;
    world.n8n.beActive(true);
    await request('/api/v1/action-routes', { method: 'DELETE', key: company.owner.key });
  });

  afterAll(() => world.stop());

  const table = async () => {
    const { request, company } = world.stack;
    const answer = await request('/api/v1/action-routes', { key: company.owner.key });
    return answerOf(answer, 200, ActionRoutesOut);
  };

  test('a route for a type has its whole code, and takes no other type', async () => {
    const { page, context } = await world.enter();
    await page.goto('/routes');
    await page.getByRole('button', { name: 'Ajouter une route pour ENVOYER_DEVIS' }).click();
    const form = page.getByRole('dialog', { name: 'Ajouter une route' });
    expect(await form.getByRole('textbox', { name: 'Préfixe' }).inputValue()).toBe('ENVOYER_DEVIS');
    await form.getByText('Prendra 1 type').waitFor();
    const workflow = form.getByRole('combobox', { name: 'Workflow n8n' });
    await workflow.pressSequentially('documents');
    await page.keyboard.press('Enter');
    await expect.poll(() => workflow.inputValue()).toBe('marjorie-documents-generation');
    await form.getByRole('button', { name: 'Créer' }).click();
    await page.getByText('Table enregistrée').waitFor();
    const row = page.getByRole('row', { name: /ENVOYER_DEVIS/ });
    await row.getByText('marjorie-documents-generation').waitFor();
    const { routes, uncaught_types: uncaught } = await table();
    expect(routes.find(({ prefix }) => prefix === 'ENVOYER_DEVIS')).toMatchObject({ index: 2 });
    expect(uncaught).toContain('ENVOYER_DOSSIER_PROSPECT');
    await context.close();
  });

  test('a shorter prefix says, before it is saved, which other types it takes and from where', async () => {
    const { page, context } = await world.enter();
    await page.goto('/routes');
    await page.getByRole('button', { name: 'Ajouter une route', exact: true }).click();
    const form = page.getByRole('dialog', { name: 'Ajouter une route' });
    const prefix = form.getByRole('textbox', { name: 'Préfixe' });
    const taken = form.getByRole('status');
    await prefix.fill('envoyer_');
    await taken.getByText('Prendra 2 types').waitFor();
    await taken.getByText('(aujourd’hui sans route)').first().waitFor();
    await prefix.fill('VALIDER_DOCUMENT');
    await taken.getByText('Prendra 1 type').waitFor();
    await prefix.fill('VALIDER_DO');
    await taken.getByText('(aujourd’hui vers marjorie-validation)').first().waitFor();
    await prefix.fill('ABSENT_');
    await taken.getByText('Aucun type du catalogue ne commence ainsi.').waitFor();
    await context.close();
  });

  test('each route shows its types in words, and a prefix can’t be given twice', async () => {
    const { page, context } = await world.enter();
    await page.goto('/routes');
    const row = page.getByRole('row', { name: /RELANCE_PROSPECT_/ });
    await row.getByText(/Relancer/).waitFor();
    await page.getByRole('button', { name: 'Ajouter une route', exact: true }).click();
    const form = page.getByRole('dialog', { name: 'Ajouter une route' });
    await form.getByRole('textbox', { name: 'Préfixe' }).fill('RELANCE_PROSPECT_');
    await form.getByRole('combobox', { name: 'Workflow n8n' }).fill('autre');
    await form.getByRole('button', { name: 'Créer' }).click();
    await form.getByText('Ce préfixe est déjà dans la table').waitFor();
    await context.close();
  });

  test('a route keeps its key when its workflow changes, and says when its address would lose it', async () => {
    const { request, company } = world.stack;
    const { owner } = company;
    const url = 'https://n8n.example.com/webhook/devis';
    const route = { prefix: 'GENERER_', index: 2, workflow: 'devis', url, api_key: 'cle-propre' };
    await request('/api/v1/action-routes', {
      method: 'PUT',
      key: owner.key,
      body: { routes: [route] },
    });
    const { page, context } = await world.enter();
    await page.goto('/routes');
    await page.getByRole('button', { name: 'Réglages de GENERER_' }).click();
    const form = page.getByRole('dialog', { name: 'Réglages de GENERER_' });
    await form.getByText('Une clé est enregistrée').waitFor();
    await form.getByLabel('Adresse propre').fill('https://n8n.example.com/webhook/autre');
    await form.getByText(/la clé enregistrée sera retirée/).waitFor();
    await form.getByLabel('Adresse propre').fill(url);
    await form.getByRole('combobox', { name: 'Workflow n8n' }).fill('devis-2');
    await form.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Table enregistrée').waitFor();
    expect((await table()).routes).toMatchObject([{ workflow: 'devis-2', has_api_key: true }]);
    await context.close();
  });

  test('checking the workflows says whether n8n is active, and sends no action', async () => {
    const { page, context } = await world.enter();
    await page.goto('/routes');
    const check = page.getByRole('button', { name: 'Vérifier les workflows' });
    await check.click();
    const state = page.getByRole('status').filter({ hasText: 'Répartiteur n8n' });
    await state.getByText('Actif', { exact: true }).waitFor();
    await page.getByText('Aucune action récente').first().waitFor();
    world.n8n.beActive(false);
    await check.click();
    await state.getByText('Inactif', { exact: true }).waitFor();
    await state.getByText(/Activez-le dans n8n/).waitFor();
    expect(world.n8n.dispatches).toEqual([]);
    await context.close();
  });

  test('where an action would go is asked with a word of its label', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/routes');
    await page.getByRole('combobox', { name: 'Type d’action' }).fill('devis');
    await page.getByRole('option', { name: 'GENERER_DEVIS' }).first().click();
    await page.getByText('Irait vers marjorie-documents-generation').waitFor();
    await page.waitForURL(/action_type=GENERER_DEVIS/);
    await context.close();
  });

  test('an agent is refused the routing, and sees the types without warnings about it', async () => {
    const { page, context } = await world.enter(world.stack.company.agents[0].email);
    await page.goto('/settings/routes');
    await page.getByText('Votre rôle ne donne pas accès à ceci').waitFor();
    expect(await page.getByText('RELANCE_CANDIDAT_').count()).toBe(0);
    await page.goto('/settings/audit');
    await page.getByText('Votre rôle ne donne pas accès à ceci').waitFor();
    expect(await page.getByRole('button', { name: 'Filtrer' }).count()).toBe(0);
    await page.goto('/action-types');
    await page.getByRole('table').first().waitFor();
    expect(await page.getByText(/types n’ont pas de route/).count()).toBe(0);
    await context.close();
  });
});
