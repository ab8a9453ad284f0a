import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { LeadOut } from '../../src/domain/leads/shapes.ts';
import { answerOf } from '../support/actions.ts';
import { focused, hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';

/**
 * Goal: on the page of a lead, what is typed is saved once and never lost, and the keyboard keeps its
 * place. Method: that of console.test.ts, with a new lead for each test that has a name and a number alone.
 */

describe.runIf(hasBrowser)('the page of a lead', () => {
  let world: ConsoleWorld;
  let count = 0;
  let id: number;
  let name: string;

  beforeAll(async () => {
    world = await startConsole();
  });

  beforeEach(async () => {
    count += 1;
    name = `Nadia Ferhat ${count}`;
    const { request, company } = world.stack;
    const body = {
      name,
      phone: '06 12 34 56 78',
      call_centre_id: company.callCentreId,
      data: { niveau: 'BMA' },
    };
    const answer = await request('/api/leads', { body, key: company.owner.key });
    ({ id } = await answerOf(answer, 201, LeadOut));
  });

  afterAll(() => world.stop());

  const stored = async () => {
    const { request, company } = world.stack;
    return answerOf(await request(`/api/leads/${id}`, { key: company.owner.key }), 200, LeadOut);
  };

  const open = async (email?: string) => {
    const visited = await world.enter(email);
    await visited.page.goto(`/leads/${id}`);
    await visited.page.getByRole('heading', { level: 1, name }).waitFor();
    return visited;
  };

  /** The requests that change something, from now on. */
  const changesOf = (page: Page): string[] => {
    const changes: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET') changes.push(new URL(request.url()).pathname);
    });
    return changes;
  };

  test('an empty field is filled without a question', async () => {
    const { page, context } = await open();
    for (const [label, typed] of [
      ['Entreprise', 'Atelier Ferhat'],
      ['Adresse e-mail', 'nadia@example.com'],
    ] as const) {
      await page.getByRole('button', { name: `${label} : —` }).click();
      await page.getByRole('textbox', { name: label }).fill(typed);
      await page.keyboard.press('Enter');
      await page.getByText(`${label} : enregistré`).waitFor();
    }
    expect(await stored()).toMatchObject({
      company_name: 'Atelier Ferhat',
      email: 'nadia@example.com',
    });
    await context.close();
  });

  test('two values of one empty field: the user chooses, by the label of the page', async () => {
    const { page, context } = await open();
    await page.route('**/api/v1/stream', (route) => route.abort());
    await page.reload();
    await page.getByRole('button', { name: 'Entreprise : —' }).click();
    const { request, company } = world.stack;
    const { version } = await stored();
    const body = { version, company_name: 'Ferhat et fils' };
    const key = company.owner.key;
    expect((await request(`/api/leads/${id}`, { method: 'PATCH', key, body })).status).toBe(200);
    await page.getByRole('textbox', { name: 'Entreprise' }).fill('Atelier Ferhat');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Modifiée entre-temps' });
    const field = dialog.getByRole('group', { name: 'Entreprise' });
    await field.getByRole('button', { name: 'Enregistré : Ferhat et fils' }).waitFor();
    await field.getByRole('button', { name: 'Le vôtre : Atelier Ferhat' }).click();
    await page.getByText('Entreprise : enregistré').waitFor();
    expect(await stored()).toMatchObject({ company_name: 'Atelier Ferhat' });
    await context.close();
  });

  test('a field is added once its whole name is typed', async () => {
    const { page, context } = await open();
    await page.getByRole('button', { name: 'Ajouter un champ' }).click();
    const group = page.getByRole('group', { name: 'Ajouter un champ' });
    const fieldName = group.getByRole('combobox', { name: 'Nom du champ' });
    await focused(fieldName);
    await page.keyboard.type('Note du test');
    expect(await fieldName.inputValue()).toBe('Note du test');
    await page.keyboard.press('Enter');
    await focused(group.getByRole('textbox', { name: 'Note du test' }));
    await page.keyboard.type('14');
    await page.keyboard.press('Enter');
    await page.getByText('Note du test : enregistré').waitFor();
    expect((await stored()).data).toEqual({ niveau: 'BMA', 'Note du test': 14 });
    await context.close();
  });

  test('a new field is not one that every lead has', async () => {
    const { page, context } = await open();
    await page.getByRole('button', { name: 'Ajouter un champ' }).click();
    const fieldName = page.getByRole('combobox', { name: 'Nom du champ' });
    await fieldName.fill('t');
    await page.getByRole('option', { name: 'Formation', exact: true }).waitFor();
    expect(await page.getByRole('option', { name: 'Téléphone', exact: true }).count()).toBe(0);
    await fieldName.fill('Téléphone');
    await page.keyboard.press('Enter');
    await page.getByText('Ce champ existe déjà').waitFor();
    await context.close();
  });

  test('a lead of another call centre is no different from one that does not exist', async () => {
    const { supervisor, owner } = world.stack.company;
    const { page, context } = await world.enter(supervisor.email);
    const { request } = world.stack;
    const body = { name: 'Centre du Sud' };
    const made = await request('/api/v1/call-centres', { key: owner.key, body });
    const { id: callCentreId } = z.object({ id: z.number() }).parse(await made.json());
    const there = { name: `Ailleurs ${count}`, call_centre_id: callCentreId };
    const answer = await request('/api/leads', { key: owner.key, body: there });
    const { id: otherId } = await answerOf(answer, 201, LeadOut);
    for (const unseen of [otherId, 999_999_999]) {
      await page.goto(`/leads/${unseen}`);
      await page.getByText('Ce lead n’existe pas ou appartient à un autre centre').waitFor();
      await page.getByText(/^Vous voyez ceux de/).waitFor();
    }
    await context.close();
  });

  test('an answer is shown as it was given', async () => {
    const { page, context } = await open();
    await page.getByRole('button', { name: 'Niveau : BMA', exact: true }).waitFor();
    await context.close();
  });

  test('without a network the text that was typed stays, with the reason beside it', async () => {
    const { page, context } = await open();
    await page.getByRole('button', { name: 'Entreprise : —' }).click();
    const field = page.getByRole('textbox', { name: 'Entreprise' });
    await field.fill('Atelier Ferhat');
    await context.setOffline(true);
    await page.keyboard.press('Enter');
    const editor = page.getByRole('form', { name: 'Entreprise' });
    await editor.getByText(/connexion/i).waitFor();
    expect(await field.inputValue()).toBe('Atelier Ferhat');
    await context.setOffline(false);
    await editor.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Entreprise : enregistré').waitFor();
    expect((await stored()).company_name).toBe('Atelier Ferhat');
    await context.close();
  });

  test('a double click takes, calls and converts a lead once', async () => {
    const [agent] = world.stack.company.agents;
    const { page, context } = await open(agent.email);
    const changes = changesOf(page);
    await page.getByRole('button', { name: 'Prendre', exact: true }).dblclick();
    await page.getByText('Attribué à Anatole Agent').first().waitFor();
    await page.getByRole('button', { name: 'Marquer comme appelé' }).dblclick();
    await page.getByRole('button', { name: 'Marquer un nouvel appel' }).waitFor();
    await page.getByRole('button', { name: 'Convertir' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Convertir' }).dblclick();
    await page.getByText('Devenu').waitFor();
    const path = `/api/leads/${id}`;
    expect(changes).toEqual([`${path}/assign`, path, `${path}/convert`]);
    for (const told of ['Le lead est à vous', 'Appel noté', 'Lead converti'])
      expect(await page.getByText(told, { exact: true }).count()).toBe(1);
    await context.close();
  });

  test('a double click gives several leads once', async () => {
    const { page, context } = await world.enter(world.stack.company.supervisor.email);
    await page.goto('/leads?assigned_to=none');
    const changes = changesOf(page);
    await page.getByRole('checkbox', { name: new RegExp(name) }).check();
    await page.getByRole('button', { name: 'Attribuer', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: /^Attribuer/ });
    await dialog.getByRole('radio', { name: 'À tour de rôle' }).check();
    await dialog.getByRole('button', { name: 'Attribuer' }).dblclick();
    await page.getByText(/^1 lead attribué/).waitFor();
    await dialog.waitFor({ state: 'detached' });
    expect(changes).toEqual(['/api/leads/assign']);
    await context.close();
  });

  test('the keyboard keeps its place after a call, a status and a field', async () => {
    const { page, context } = await open();
    await page.getByRole('button', { name: 'Marquer comme appelé' }).press('Enter');
    await page.getByText('Appel noté').waitFor();
    await focused(page.getByRole('button', { name: 'Marquer un nouvel appel' }));
    const status = page.getByRole('combobox', { name: 'Statut' });
    await status.press('Enter');
    await page.getByRole('option', { name: 'Qualifié' }).click();
    await page.getByRole('list', { name: 'Chronologie' }).getByText('Statut : Qualifié').waitFor();
    await focused(status);
    await page.getByRole('button', { name: `Nom : ${name}` }).press('Enter');
    await page.getByRole('textbox', { name: 'Nom' }).fill('Nadia Ferhat');
    await page.keyboard.press('Enter');
    await focused(page.getByRole('button', { name: 'Nom : Nadia Ferhat' }));
    await context.close();
  });
});
