import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { LeadOut } from '../../src/domain/leads/shapes.ts';
import { answerOf } from '../support/actions.ts';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { insertTestConfirmation } from '../support/lead-confirmations.ts';
import { leadsAs } from '../support/leads.ts';

/**
 * Goal: what a call centre does with its leads in the console: take, call, change, convert. Many at once:
 * console-bulk.test.ts.
 * Method: that of test/console/console.test.ts, on a stack of its own, with new leads for each test.
 */

describe.runIf(hasBrowser)('the pages of leads', () => {
  let world: ConsoleWorld;
  let count = 0;
  let names: readonly [string, string];
  let ids: number[];

  beforeAll(async () => {
    world = await startConsole();
  });

  beforeEach(async () => {
    count += 1;
    names = [`Marie Dumitru ${count}`, `Karim Benali ${count}`];
    ids = [];
    for (const [position, name] of names.entries()) {
      const lead = await send('/api/leads', 201, {
        name,
        email: `lead.${count}.${position}@example.com`,
        phone: `06 12 34 ${String(10 + count)} ${String(10 + position)}`,
        company_name: 'Atelier Dumitru',
        call_centre_id: world.stack.company.callCentreId,
        data: { formation: 'CAP Bijouterie' },
      });
      ids.push(lead.id);
    }
  });

  afterAll(() => world.stop());

  const send = async (path: string, status: number, body: unknown) => {
    const { request, company } = world.stack;
    return answerOf(await request(path, { body, key: company.owner.key }), status, LeadOut);
  };

  const lead = async (position: number) => {
    const { request, company } = world.stack;
    const answer = await request(`/api/leads/${ids[position]}`, { key: company.owner.key });
    return answerOf(answer, 200, LeadOut);
  };

  test('an agent takes a lead in the list, calls it, and gives it a status', async () => {
    const [agent] = world.stack.company.agents;
    const { page, context } = await world.enterHome(agent.email);
    await page.getByRole('link', { name: /^Leads/ }).click();
    await page.getByRole('button', { name: `Prendre : ${names[0]}` }).click();
    await page.getByText('Le lead est à vous').waitFor();
    expect(await lead(0)).toMatchObject({ assigned_to: agent.id });
    await page.getByRole('link', { name: names[0] }).click();
    await page.getByRole('heading', { level: 1, name: names[0] }).waitFor();
    await page.getByRole('link', { name: /^06 12 34/ }).waitFor();
    await page.getByRole('button', { name: 'Marquer comme appelé' }).click();
    await page.getByText('Appel noté').waitFor();
    await page.getByRole('combobox', { name: 'Statut' }).click();
    await page.getByRole('option', { name: 'Qualifié' }).click();
    const timeline = page.getByRole('list', { name: 'Chronologie' });
    await timeline.getByText('Statut : Qualifié').waitFor();
    await timeline.getByText('Appelé', { exact: true }).waitFor();
    expect(await lead(0)).toMatchObject({ status: 'qualified', called_at: expect.any(String) });
    await context.close();
  });

  test('a lead that another agent has just taken says so, and leaves the list', async () => {
    const [agent, other] = world.stack.company.agents;
    const { page, context } = await world.enter(agent.email);
    await page.route('**/api/v1/stream', (route) => route.abort());
    await page.goto('/leads');
    const take = page.getByRole('button', { name: `Prendre : ${names[0]}` });
    await take.waitFor();
    await send(`/api/leads/${ids[0]}/assign`, 200, { user_id: other.id });
    await take.click();
    await page.getByText('Ce lead n’est plus disponible').waitFor();
    await take.waitFor({ state: 'detached' });
    await context.close();
  });

  test('a field is changed in its place; a change of somebody else to another field stays', async () => {
    const { page, context } = await world.enter();
    await page.goto(`/leads/${ids[0]}`);
    const before = await lead(0);
    await page.getByRole('button', { name: /^Entreprise :/ }).click();
    const { request, company } = world.stack;
    await request(`/api/leads/${ids[0]}`, {
      method: 'PATCH',
      key: company.owner.key,
      body: { version: before.version, data: { formation: 'BTS' } },
    });
    await page.getByRole('textbox', { name: 'Entreprise' }).fill('Bijoux Dumitru');
    await page.keyboard.press('Enter');
    await page.getByText('Entreprise : enregistré').waitFor();
    expect(await lead(0)).toMatchObject({
      company_name: 'Bijoux Dumitru',
      data: { formation: 'BTS' },
    });
    await context.close();
  });

  test('a conversion says first what it creates, and then leads to the contact', async () => {
    const { page, context } = await world.enter();
    await page.goto(`/leads/${ids[0]}`);
    await page.getByRole('button', { name: 'Convertir' }).click();
    const dialog = page.getByRole('dialog', { name: `Convertir ${names[0]} ?` });
    await dialog.getByText(`une personne est créée : ${names[0]}`).waitFor();
    await dialog.getByText(/Atelier Dumitru/).waitFor();
    await dialog.getByRole('button', { name: 'Convertir' }).click();
    await page.getByText('Lead converti').waitFor();
    await page
      .getByRole('list', { name: 'Chronologie' })
      .getByText('Converti en contact')
      .waitFor();
    await page.getByRole('button', { name: 'Convertir' }).waitFor({ state: 'detached' });
    const { person_id: personId, status } = await lead(0);
    expect(status).toBe('converted');
    const link = page.getByRole('link', { name: 'un contact' });
    expect(await link.getAttribute('href')).toBe(`/people/${personId}`);
    await context.close();
  });

  test('nobody is offered to take a converted lead: on its page, in the list, in a selection', async () => {
    const { owner, agents } = world.stack.company;
    const [agent] = agents;
    expect((await leadsAs(world.stack, owner.key).convert(ids[0] ?? 0)).status).toBe(200);
    const { page, context } = await world.enter(agent.email);
    await page.goto(`/leads/${ids[0]}`);
    await page.getByText('Non attribué').waitFor();
    expect(await page.getByRole('button', { name: 'Prendre' }).count()).toBe(0);
    await page.goto('/leads');
    await page.getByRole('button', { name: `Prendre : ${names[1]}` }).waitFor();
    expect(await page.getByRole('button', { name: `Prendre : ${names[0]}` }).count()).toBe(0);
    await page.getByRole('checkbox', { name: new RegExp(names[0]) }).check();
    expect(await page.getByRole('button', { name: 'Prendre', exact: true }).isDisabled()).toBe(
      true,
    );
    await context.close();
  });

  test.each([
    ['waiting', /attend d’être envoyée/],
    ['sent', /demande de confirmation envoyée/],
    ['uncertain', /est peut-être arrivée/],
    ['failed', /n’a pas pu être envoyée/],
  ] as const)(
    'a mail to confirm the address that is %s is told beside it',
    async (status, words) => {
      const { company } = world.stack;
      const { email } = await lead(0);
      await insertTestConfirmation(world.stack, {
        company,
        leadId: ids[0] ?? 0,
        email: email ?? '',
        status,
      });
      const { page, context } = await world.enter();
      await page.goto(`/leads/${ids[0]}`);
      const contact = page.getByRole('region', { name: 'Coordonnées' });
      await contact.getByText('E-mail non confirmé').waitFor();
      await contact.getByText(words).waitFor();
      await context.close();
    },
  );

  test('a supervisor is told of a new lead, and the notification leads to it', async () => {
    const { page, context } = await world.enter(world.stack.company.supervisor.email);
    await page.goto('/notifications');
    const told = page.getByRole('article').filter({ hasText: names[1] });
    await told.getByRole('link').first().click();
    await page.waitForURL(/\/leads\/\d+$/);
    await page.getByRole('heading', { level: 1, name: names[1] }).waitFor();
    await context.close();
  });

  test('a new lead of an agent is theirs', async () => {
    const [agent] = world.stack.company.agents;
    const { page, context } = await world.enter(agent.email);
    await page.goto('/leads');
    await page.getByRole('button', { name: 'Nouveau lead' }).click();
    const form = page.getByRole('dialog', { name: 'Nouveau lead' });
    await form.getByRole('button', { name: 'Créer' }).click();
    await form.getByText('Un nom, un e-mail ou un téléphone est nécessaire').waitFor();
    await form.getByRole('textbox', { name: 'Nom' }).fill('Lucie Moreau');
    await form.getByRole('button', { name: 'Créer' }).click();
    await page.getByRole('heading', { level: 1, name: 'Lucie Moreau' }).waitFor();
    await page.getByText('Attribué à Anatole Agent').first().waitFor();
    z.string()
      .regex(/\/leads\/\d+$/)
      .parse(page.url());
    await context.close();
  });
});
