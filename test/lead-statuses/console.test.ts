/**
 * Goal: an owner changes the statuses of leads in the settings. Method: that of test/console/console.test.ts:
 * a real browser against the real system.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LeadStatusesOut } from '../../src/domain/lead-statuses/shapes.ts';
import { LeadOut } from '../../src/domain/leads/shapes.ts';
import { answerOf } from '../support/actions.ts';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';

describe.runIf(hasBrowser)('the statuses of leads in the console', () => {
  let world: ConsoleWorld;
  beforeAll(async () => {
    world = await startConsole();
  });
  afterAll(() => world.stop());

  const open = async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/lead-statuses');
    return { page, done: () => context.close() };
  };
  const row = (page: Page, name: string) => page.getByRole('listitem', { name, exact: true });
  const save = async (page: Page) => {
    await page.getByRole('button', { name: 'Enregistrer les statuts' }).click();
    await page.getByText('Statuts enregistrés').waitFor();
  };
  const stored = async () => {
    const { key } = world.stack.company.owner;
    const answer = await world.stack.request('/api/v1/lead-statuses', { key });
    return (await answerOf(answer, 200, LeadStatusesOut)).statuses;
  };

  test('a new status takes the role, the colour and the place that are chosen', async () => {
    const { page, done } = await open();
    await page.getByRole('textbox', { name: 'Nom du nouveau statut' }).fill('À rappeler');
    await page.getByRole('button', { name: 'Ajouter un statut' }).click();
    const added = row(page, 'À rappeler');
    await added.getByRole('combobox', { name: 'Rôle' }).click();
    await page.getByRole('option', { name: 'De départ' }).click();
    await added.getByRole('combobox', { name: 'Couleur' }).click();
    await page.getByRole('option', { name: 'Prune' }).click();
    await added.getByRole('button', { name: 'Monter À rappeler' }).click();
    await save(page);
    expect(await stored()).toMatchObject([
      { code: 'new', role: null },
      { code: 'contacted' },
      { code: 'qualified' },
      { code: 'converted', role: 'converted' },
      { code: 'a_rappeler', label: 'À rappeler', role: 'initial', tone: 'late' },
      { code: 'lost' },
    ]);
    await page.getByRole('button', { name: 'Rétablir la liste d’origine' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Rétablir la liste d’origine' })
      .click();
    await row(page, 'À rappeler').waitFor({ state: 'detached' });
    expect(await stored()).toMatchObject([{ code: 'new', role: 'initial' }, {}, {}, {}, {}]);
    await done();
  });

  test('a status that leads have is not removed, another one is', async () => {
    const { key } = world.stack.company.owner;
    const lead = await answerOf(
      await world.stack.request('/api/leads', { key, body: { name: 'Ana' } }),
      201,
      LeadOut,
    );
    const body = { status: 'contacted', version: lead.version };
    await world.stack.request(`/api/leads/${lead.id}/status`, { key, body });
    const { page, done } = await open();
    await row(page, 'Contacté').getByText('1 lead').waitFor();
    await page.getByRole('button', { name: 'Retirer Contacté' }).click();
    await page.getByText(/1 lead a le statut/).waitFor();
    await page.getByRole('button', { name: 'Retirer Perdu' }).click();
    await save(page);
    expect((await stored()).map(({ code }) => code)).toEqual([
      'new',
      'contacted',
      'qualified',
      'converted',
    ]);
    await done();
  });
});
