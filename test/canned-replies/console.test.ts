import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VARIABLES } from '../../console/src/pages/canned-replies/variables.ts';
import { CANNED_REPLY_VARIABLES } from '../../src/domain/canned-replies/variables.ts';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';

/**
 * Goal: a supervisor writes canned replies, and an unknown variable is shown beside the text. Method: that of
 * test/console/console.test.ts, on a stack of its own.
 */

test('the console shows the variables of the api', () => {
  expect(VARIABLES).toEqual(CANNED_REPLY_VARIABLES);
});

describe.runIf(hasBrowser)('the page of the canned replies', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
  });
  afterAll(() => world.stop());

  test('a canned reply is written, corrected and deleted', async () => {
    const { page, context } = await world.enter(world.stack.company.supervisor.email);
    await page.goto('/settings');
    await page.getByRole('link', { name: 'Réponses types' }).click();
    await page.getByRole('button', { name: 'Nouvelle réponse type' }).click();
    const form = page.getByRole('dialog', { name: 'Nouvelle réponse type' });
    await form.getByRole('textbox', { name: 'Nom' }).fill('Merci');
    const text = form.getByRole('textbox', { name: 'Texte' });
    await text.fill('Bonjour {{prenom}},');
    await form.getByRole('button', { name: 'Créer' }).click();
    await form.getByText(/Variable inconnue.*\{\{prenom\}\}/).waitFor();
    await text.fill('Bonjour {{contact.first_name}},');
    await form.getByRole('button', { name: 'Créer' }).click();
    await page.getByText('Réponse type créée').waitFor();

    await page.getByRole('button', { name: 'Modifier Merci' }).click();
    const edit = page.getByRole('dialog', { name: 'Modifier la réponse type' });
    await edit.getByRole('textbox', { name: 'Nom' }).fill('Merci beaucoup');
    await edit.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByRole('button', { name: 'Supprimer Merci beaucoup' }).click();
    const dialog = page.getByRole('dialog', { name: /^Supprimer « Merci/ });
    await dialog.getByRole('button', { name: 'Supprimer', exact: true }).click();
    await page.getByText('Aucune réponse type').waitFor();
    await context.close();
  });
});
