import { afterAll, beforeAll, describe, test } from 'vitest';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { insertTestLead } from '../support/leads.ts';

/**
 * Goal: who removes a call centre that is still needed learns why it stays. Method: that of
 * test/console/console.test.ts, on a stack of its own.
 */

describe.runIf(hasBrowser)('the page of the call centres', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
  });

  afterAll(() => world.stop());

  test('says what may belong to a centre that is not removed', async () => {
    const { company, superuser: sql } = world.stack;
    const [centre] = await sql`
      insert into call_centres (company_id, name) values (${company.id}, 'Rennes') returning id
    `;
    await insertTestLead(world.stack, { company, callCentreId: Number(centre?.['id']) });
    const { page, context } = await world.enter();
    await page.goto('/settings/call-centres');
    await page.getByRole('button', { name: 'Supprimer Rennes' }).click();
    const dialog = page.getByRole('dialog', { name: /^Supprimer Rennes/ });
    await dialog.getByText(/ni personne, ni action, ni lead, ni formulaire, ni webhook/).waitFor();
    await dialog.getByRole('button', { name: 'Supprimer' }).click();
    await page.getByText('Ce centre sert encore').waitFor();
    await page.getByText(/des leads, des imports, des formulaires ou des webhooks/).waitFor();
    await context.close();
  });
});
