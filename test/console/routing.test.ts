import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ActionAcceptedOut } from '../../src/domain/actions/shapes.ts';
import { answerOf, createAction, createEntity } from '../support/actions.ts';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';

/**
 * Goal: the console shows the route of an action, and helps if there is none. Method: that of
 * console.test.ts, on a stack of its own.
 */

describe.runIf(hasBrowser)('the routing in the console', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
  });

  beforeEach(async () => {
    const { request, company } = world.stack;
    await request('/api/v1/action-routes', { method: 'DELETE', key: company.owner.key });
  });

  afterAll(() => world.stop());

  test('a new action without a route is not shown as ready, and links to the routing', async () => {
    const { page, context } = await world.enter();
    await createEntity(world.stack, world.stack.company.owner.key, {
      type: 'eleve',
      ref: 'PETIT01',
      data: { nom: 'Petit', prenom: 'Inès' },
    });
    await page.goto('/actions/new?entite_type=eleve&entite_id=PETIT01');
    await page.getByRole('combobox', { name: 'Type d’action' }).click();
    await page.getByRole('option', { name: /RELANCE_PRESENCE.*Sans route/ }).click();
    const answer = page.getByRole('alert', {
      name: 'Partira vers log-erreur : aucune route ne la prend',
    });
    await answer.getByRole('link', { name: 'Voir le routage' }).waitFor();
    expect(await page.getByText('Prête à partir').count()).toBe(0);
    await context.close();
  });

  test('an unrouted action shows its cause: unknown type, no route, or no route at the time', async () => {
    const { stack } = world;
    const { owner } = stack.company;
    const legacy = await stack.request('/api/v1/actions', {
      key: owner.key,
      body: { typeAction: 'RELANCER', resultat: 'relance_email' },
    });
    const unknown = await answerOf(legacy, 202, ActionAcceptedOut);
    const uncaught = await createAction(stack, owner, {
      actionType: 'ENVOYER_DEVIS',
      metadonnees: {},
    });
    const { page, context } = await world.enter();
    await page.goto(`/actions/${unknown.id}`);
    await page
      .getByRole('alert', { name: 'Ce type n’est pas au catalogue' })
      .getByRole('link', { name: 'Types d’actions' })
      .waitFor();
    await page.goto(`/actions/${uncaught.id}`);
    await page
      .getByRole('alert', { name: 'Aucune route ne prend ce type' })
      .getByRole('link', { name: 'Voir le routage' })
      .click();
    await page.getByRole('button', { name: 'Ajouter une route pour ENVOYER_DEVIS' }).click();
    const form = page.getByRole('dialog', { name: 'Ajouter une route' });
    await form.getByLabel('Workflow n8n').fill('marjorie-devis');
    await form.getByRole('button', { name: 'Créer' }).click();
    await page.getByText('Table enregistrée').waitFor();
    await page.goto(`/actions/${uncaught.id}`);
    await page.getByText('Renvoyée aujourd’hui, elle irait vers marjorie-devis').waitFor();
    await context.close();
  });

  test('adding a route for an uncaught type removes the warning', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/routes');
    await page.getByText('Types sans route (6)').waitFor();
    await page.getByRole('button', { name: 'Ajouter une route pour NOTIFIER_NOTE' }).click();
    const form = page.getByRole('dialog', { name: 'Ajouter une route' });
    await form.getByLabel('Workflow n8n').fill('marjorie-notes');
    await form.getByRole('button', { name: 'Créer' }).click();
    await page.getByText('Types sans route (5)').waitFor();
    await page.getByText('Table modifiée').waitFor();
    await page.reload();
    await page.getByText('Types sans route (5)').waitFor();
    await context.close();
  });

  test('a type outside the catalogue has no route, and can be added from the routing', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/routes');
    const field = page.getByRole('combobox', { name: 'Type d’action' });
    await field.fill('RELANCE_CANDIDAT_PIGEON');
    const answer = page.getByRole('alert', { name: 'Ce type n’est pas au catalogue' });
    await answer.getByText(/serait refusée .* ou irait vers log-erreur/).waitFor();
    expect(await page.getByText(/^Irait vers/).count()).toBe(0);
    await answer.getByRole('link', { name: 'Ajouter aux types d’actions' }).click();
    const form = page.getByRole('dialog', { name: 'Nouveau type d’action' });
    await form.getByRole('textbox', { name: 'Libellé' }).fill('Relancer par pigeon');
    await form.getByRole('checkbox', { name: 'Candidat' }).check();
    await form.getByRole('button', { name: 'Créer' }).click();
    await page.getByText('Type enregistré').waitFor();
    await page.goto('/settings/routes');
    await field.fill('RELANCE_CANDIDAT_PIGEON');
    await page.getByText('Irait vers marjorie-candidat-relance').waitFor();
    await context.close();
  });
});
