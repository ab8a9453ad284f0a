import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TaskOut } from '../../src/domain/tasks/shapes.ts';
import { answerOf } from '../support/actions.ts';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { insertTestConversation } from '../support/conversation-rows.ts';
import { addColleagues } from '../support/leads.ts';

/**
 * Goal: what a team does with its tasks in the console. Method: that of test/console/console.test.ts, on a stack
 * of its own, with new tasks for each test.
 */

describe.runIf(hasBrowser)('the page of the tasks', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
  });
  beforeEach(() => world.stack.superuser`delete from tasks`);
  afterAll(() => world.stop());

  const create = async (body: object) => {
    const { request, company } = world.stack;
    const { key } = company.agents[0];
    return answerOf(await request('/inbox/tasks', { body, key }), 201, TaskOut);
  };
  const read = async (id: number) => {
    const { request, company } = world.stack;
    const { key } = company.owner;
    return answerOf(await request(`/inbox/tasks/${id}`, { key }), 200, TaskOut);
  };
  const yesterday = (): string => new Date(Date.now() - 86_400_000).toISOString();

  test('an agent creates a task, changes it, and is done with it by one click', async () => {
    const [agent] = world.stack.company.agents;
    const { page, context } = await world.enterHome(agent.email);
    await page.getByRole('link', { name: 'Tâches' }).click();
    await page.getByRole('heading', { level: 1, name: 'Tâches' }).waitFor();
    await page.getByText('Aucune tâche').waitFor();
    await page.getByRole('button', { name: 'Nouvelle tâche' }).first().click();
    const form = page.getByRole('dialog', { name: 'Nouvelle tâche' });
    await form.getByRole('textbox', { name: 'Titre' }).fill('Envoyer le devis');
    await form.getByRole('button', { name: 'Créer' }).click();
    await page.getByText('Tâche créée').waitFor();

    await page.getByRole('link', { name: 'Envoyer le devis' }).click();
    const edit = page.getByRole('dialog', { name: 'Modifier la tâche' });
    await edit.getByRole('textbox', { name: 'Titre' }).fill('Envoyer les deux devis');
    await edit.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Tâche enregistrée').waitFor();

    await page
      .getByRole('checkbox', { name: 'Marquer comme faite : Envoyer les deux devis' })
      .click();
    await page.getByText('Tâche faite').waitFor();
    await page.getByRole('link', { name: 'Envoyer les deux devis' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Faites' }).click();
    await page.getByRole('checkbox', { name: /^Rouvrir : Envoyer/ }).waitFor();
    await context.close();
  });

  test('a new task of a colleague appears by itself, and one is deleted', async () => {
    const { page, context } = await world.enter();
    await page.goto('/tasks');
    await page.getByText('Aucune tâche').waitFor();
    const { id } = await create({ title: 'Rappeler Marie' });
    await page.getByRole('link', { name: 'Rappeler Marie' }).click();
    await page.getByRole('button', { name: 'Supprimer la tâche' }).click();
    const dialog = page.getByRole('dialog', { name: /^Supprimer « Rappeler Marie/ });
    await dialog.getByRole('button', { name: 'Supprimer', exact: true }).click();
    await page.getByText('Tâche supprimée').waitFor();
    const { request, company } = world.stack;
    const gone = await request(`/inbox/tasks/${id}`, { key: company.owner.key });
    expect(gone.status).toBe(404);
    await context.close();
  });

  test('a task of a conversation is given to somebody who is not among the first 20 names', async () => {
    const { company } = world.stack;
    await addColleagues(world.stack, company, 25);
    const id = await insertTestConversation(world.stack, { company });
    const { page, context } = await world.enter();
    await page.goto(`/conversations/${id}`);
    await page.getByRole('button', { name: 'Contact et suivi' }).click();
    const newTask = page.getByRole('button', { name: 'Nouvelle tâche' });
    const title = page.getByRole('textbox', { name: 'Titre' });
    // The side pane is drawn again when the conversation has arrived.
    await expect
      .poll(async () => {
        if (await newTask.isVisible()) await newTask.click();
        return title.isVisible();
      })
      .toBe(true);
    await title.fill('Rappeler Marie');
    const assignee = page.getByRole('combobox', { name: 'Attribuée à' });
    await assignee.click();
    await page.getByRole('option', { name: 'Aaron 001' }).waitFor();
    expect(await page.getByRole('option', { name: 'Simone Superviseuse' }).count()).toBe(0);
    await assignee.fill('simo');
    await page.getByRole('option', { name: 'Simone Superviseuse' }).click();
    expect(await assignee.inputValue()).toBe('Simone Superviseuse');
    await page.getByRole('button', { name: 'Ajouter', exact: true }).click();
    await page.getByText('Tâche créée').waitFor();
    const [task] = await world.stack.superuser`select assigned_to from tasks`;
    expect(Number(task?.['assigned_to'])).toBe(company.supervisor.id);
    await context.close();
  });

  test('an overdue task waits in the to-do list until it is done, and comes back', async () => {
    const [agent] = world.stack.company.agents;
    const { id } = await create({ title: 'Envoyer le devis', due_at: yesterday() });
    const { page, context } = await world.enter(agent.email);
    await page.goto('/todo');
    const item = page.getByRole('listitem').filter({ hasText: 'Envoyer le devis' });
    await item.getByText(/Tâche en retard/).waitFor();
    await item.getByRole('button', { name: 'Classer' }).click();
    await page.getByRole('button', { name: 'Annuler' }).waitFor();
    expect((await read(id)).done_at).not.toBeNull();
    await page.getByRole('button', { name: 'Annuler' }).click();
    await item.waitFor();
    expect((await read(id)).done_at).toBeNull();
    await context.close();
  });
});
