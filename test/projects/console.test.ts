import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProjectOut } from '../../src/domain/projects/shapes.ts';
import { answerOf } from '../support/actions.ts';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';

/**
 * Goal: a project is created, found and closed in the console. Method: that of test/console/console.test.ts, on a
 * stack of its own.
 */

describe.runIf(hasBrowser)('the page of the projects', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
  });
  afterAll(() => world.stop());

  test('a project is created, changed, and found by the search', async () => {
    const { company, request } = world.stack;
    const { page, context } = await world.enterHome(company.agents[0].email);
    await page.getByRole('link', { name: 'Projets' }).click();
    await page.getByText('Aucun projet').waitFor();
    await page.getByRole('button', { name: 'Nouveau projet' }).first().click();
    const form = page.getByRole('dialog', { name: 'Nouveau projet' });
    await form.getByRole('textbox', { name: 'Nom' }).fill('Rénovation');
    await form.getByRole('textbox', { name: 'Description' }).fill('Devis pour mars');
    await form.getByRole('button', { name: 'Créer' }).click();
    await page.getByText('Projet créé').waitFor();

    await page.getByRole('link', { name: 'Rénovation' }).click();
    const edit = page.getByRole('dialog', { name: 'Modifier le projet' });
    await edit.getByRole('checkbox', { name: 'Le projet est clos' }).check();
    await edit.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Projet enregistré').waitFor();
    await page
      .getByRole('row', { name: /Rénovation/ })
      .getByText('Clos')
      .waitFor();
    const id = Number((await world.stack.superuser`select id from projects`)[0]?.['id']);
    const answer = await request(`/inbox/projects/${id}`, { key: company.owner.key });
    expect(await answerOf(answer, 200, ProjectOut)).toMatchObject({
      description: 'Devis pour mars',
      is_closed: true,
    });

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /Rechercher/ }).fill('renov');
    await page.getByRole('option', { name: /Rénovation/ }).click();
    await page.getByRole('dialog', { name: 'Modifier le projet' }).waitFor();
    await context.close();
  });
});
