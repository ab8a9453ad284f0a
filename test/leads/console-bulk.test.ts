import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { addCentre, insertTestLead, leadsAs, type ShownLead } from '../support/leads.ts';

/**
 * Goal: what is done with many leads at once in the console. Method: that of test/console/console.test.ts, on a
 * stack of its own, with new leads for each test.
 */

describe.runIf(hasBrowser)('many leads at once', () => {
  let world: ConsoleWorld;
  let count = 0;
  let names: string[];
  let ids: number[];

  beforeAll(async () => {
    world = await startConsole();
  });

  beforeEach(async () => {
    count += 1;
    names = [`Marie Dumitru ${count}`, `Karim Benali ${count}`];
    ids = [];
    const { company } = world.stack;
    for (const name of names) {
      const at = { company, callCentreId: company.callCentreId };
      ids.push(await insertTestLead(world.stack, { ...at, name }));
    }
  });

  afterAll(() => world.stop());

  const asOwner = () => leadsAs(world.stack, world.stack.company.owner.key);

  const leads = (): Promise<ShownLead[]> => Promise.all(ids.map((id) => asOwner().read(id)));

  const select = async (page: Page, chosen: readonly string[]): Promise<void> => {
    for (const name of chosen) {
      await page.getByRole('checkbox', { name: new RegExp(name) }).check();
    }
  };

  test('a supervisor gives selected leads in turn to the agents', async () => {
    const { supervisor, agents } = world.stack.company;
    const { page, context } = await world.enter(supervisor.email);
    await page.goto('/leads?assigned_to=none');
    await select(page, names);
    await page.getByRole('button', { name: 'Attribuer', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Attribuer des leads' });
    await dialog.getByRole('radio', { name: 'À tour de rôle' }).check();
    await dialog.getByRole('button', { name: 'Attribuer 2 leads' }).click();
    await page.getByText('2 leads attribués').waitFor();
    const assignees = (await leads()).map(({ assigned_to: userId }) => userId);
    expect(new Set(assignees)).toEqual(new Set(agents.map(({ id }) => id)));
    await context.close();
  });

  test('an owner gives all leads that the filters leave, and not one more', async () => {
    const { company } = world.stack;
    const paris = await addCentre(world.stack, company, `Paris${count}`);
    for (let position = 0; position < 60; position += 1) {
      await insertTestLead(world.stack, {
        company,
        callCentreId: paris.id,
        name: `Du salon ${position}`,
      });
    }
    const { page, context } = await world.enter();
    await page.goto(`/leads?call_centre_id=${paris.id}`);
    await select(page, ['Du salon 59']);
    await page.getByRole('button', { name: 'Attribuer', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Attribuer des leads' });
    await dialog.getByRole('button', { name: 'Attribuer 1 lead' }).waitFor();
    await dialog.getByRole('radio', { name: 'Tous ceux de la liste : 60' }).check();
    await dialog.getByRole('radio', { name: 'À tour de rôle' }).check();
    await dialog.getByRole('combobox', { name: 'Centre d’appels' }).click();
    await page.getByRole('option', { name: `Paris${count}` }).click();
    await dialog.getByRole('button', { name: 'Attribuer 60 leads' }).click();
    await page.getByText('60 leads attribués').waitFor();
    const [row] = await world.stack.superuser`
      select count(*)::integer as count from leads where assigned_to = ${paris.agent.id}
    `;
    expect(row?.['count']).toBe(60);
    expect((await leads()).map(({ assigned_to: userId }) => userId)).toEqual([null, null]);
    await context.close();
  });

  test('a status goes to each selected lead, also to one that changed meanwhile in another field', async () => {
    const { page, context } = await world.enter(world.stack.company.supervisor.email);
    await page.route('**/api/v1/stream', (route) => route.abort());
    await page.goto('/leads?status=new');
    await select(page, names);
    await asOwner().patch(ids[0] ?? 0, { version: 1, company_name: 'Bijoux Dumitru' });
    await page.getByRole('button', { name: 'Changer le statut' }).click();
    await page.getByRole('combobox', { name: 'Nouveau statut' }).click();
    await page.getByRole('option', { name: 'Perdu' }).click();
    await page.getByRole('button', { name: 'Changer 2 statuts' }).click();
    await page.getByText('2 statuts changés').waitFor();
    expect((await leads()).map(({ status }) => status)).toEqual(['lost', 'lost']);
    await context.close();
  });

  test('a lead keeps the status that somebody else gave it meanwhile, and a toast says so', async () => {
    const { page, context } = await world.enter(world.stack.company.supervisor.email);
    await page.route('**/api/v1/stream', (route) => route.abort());
    await page.goto('/leads?status=new');
    await select(page, names);
    await asOwner().status(ids[0] ?? 0, { version: 1, status: 'qualified' });
    await page.getByRole('button', { name: 'Changer le statut' }).click();
    await page.getByRole('combobox', { name: 'Nouveau statut' }).click();
    await page.getByRole('option', { name: 'Perdu' }).click();
    await page.getByRole('button', { name: 'Changer 2 statuts' }).click();
    await page.getByText('1 statut changé').waitFor();
    await page.getByText(/garde son statut/).waitFor();
    expect((await leads()).map(({ status }) => status)).toEqual(['qualified', 'lost']);
    await context.close();
  });
});
