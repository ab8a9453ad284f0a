/**
 * Goal: people and organisations are created, found, changed and merged in the console. Method: that of
 * test/console/console.test.ts: a real browser against the real system.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { OrganisationCreatedOut, PersonCreatedOut } from '../../src/domain/contacts/shapes.ts';
import { LeadOut } from '../../src/domain/leads/shapes.ts';
import { answerOf } from '../support/actions.ts';
import { hasBrowser, openLive } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';

describe.runIf(hasBrowser)('people and organisations in the console', () => {
  let world: ConsoleWorld;
  let key: string;
  beforeAll(async () => {
    world = await startConsole();
    ({ key } = world.stack.company.owner);
  });
  afterAll(() => world.stop());

  const addPerson = async (body: object) =>
    answerOf(await world.stack.request('/api/v1/people', { key, body }), 201, PersonCreatedOut);
  const points = (value: string) => [{ value, label: null }];
  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

  test('a person is created with a warning about an existing one, and found by the number', async () => {
    await addPerson({ name: 'Paul Roux', emails: points('paul@example.com') });
    const { page, context } = await world.enterHome();
    await page.getByRole('link', { name: 'Personnes', exact: true }).click();
    await page.getByRole('button', { name: 'Nouvelle personne' }).click();
    const form = page.getByRole('dialog', { name: 'Nouvelle personne' });
    await form
      .getByRole('textbox', { name: 'Adresse e-mail', exact: true })
      .fill('PAUL@example.com');
    await form.getByRole('link', { name: 'Paul Roux' }).waitFor();
    await form.getByRole('textbox', { name: 'Nom', exact: true }).fill('P. Roux');
    await form.getByRole('textbox', { name: 'Téléphone', exact: true }).fill('06 12 34 56 78');
    await form.getByRole('button', { name: 'Créer' }).click();
    await heading(page, 'P. Roux').waitFor();
    const links = page.getByRole('link', { name: /@example|06 12/ });
    const addresses = await links.evaluateAll((found) =>
      found.map((one) => one.getAttribute('href')),
    );
    expect(addresses).toEqual(['mailto:paul@example.com', 'tel:+33612345678']);
    await page.getByText('1 doublon possible').waitFor();
    await page.goto('/people?q=%2B33%20612345678');
    await page.getByRole('row', { name: /P\. Roux/ }).waitFor();
    expect(await page.getByRole('row', { name: /Paul Roux/ }).count()).toBe(0);
    await context.close();
  });

  test('two people are merged with the chosen values, and the merge is undone', async () => {
    const winner = await addPerson({ name: 'Ana', phones: points('0711111111') });
    const loser = await addPerson({
      name: 'Anna Petit',
      notes: 'le soir',
      phones: points('0711111111'),
    });
    const { page, context } = await world.enter();
    await openLive(page, `/people/${winner.id}`);
    await page.getByRole('button', { name: 'Comparer et fusionner' }).click();
    const dialog = page.getByRole('dialog', { name: 'Fusionner deux fiches' });
    await dialog.getByRole('radio', { name: 'Anna Petit' }).check();
    await dialog.getByText('Aucun lead n’est rattaché à la fiche supprimée').waitFor();
    await dialog.getByRole('button', { name: 'Fusionner', exact: true }).click();
    await heading(page, 'Anna Petit').waitFor();
    await page.getByText('le soir').waitFor();
    await page.getByText('1 doublon possible').waitFor({ state: 'detached' });
    await page.getByRole('alert').getByRole('button', { name: 'Annuler la fusion' }).click();
    await heading(page, 'Ana').waitFor();
    await page.getByText('1 doublon possible').waitFor();
    await page.goto(`/people/${loser.id}`);
    await heading(page, 'Anna Petit').waitFor();
    await page.getByRole('button', { name: 'Modifier', exact: true }).waitFor();
    await context.close();
  });

  test('the timeline of a person tells of its lead in words, with who did what', async () => {
    const { agents, callCentreId } = world.stack.company;
    const send = async (path: string, body: object) =>
      answerOf(await world.stack.request(path, { key, body }), path === LEADS ? 201 : 200, LeadOut);
    const LEADS = '/api/leads';
    const lead = await send(LEADS, { name: 'Sami Haddad', call_centre_id: callCentreId });
    const given = await send(`${LEADS}/${lead.id}/assign`, { user_id: agents[0].id });
    await send(`${LEADS}/${lead.id}/status`, { status: 'contacted', version: given.version });
    const answer = await world.stack.request(`${LEADS}/${lead.id}/convert`, { key, body: {} });
    const { person_id: personId } = z.object({ person_id: z.number() }).parse(await answer.json());
    const { page, context } = await world.enter();
    await openLive(page, `/people/${personId}`);
    const timeline = page.getByRole('list', { name: 'Chronologie' });
    for (const [title, body] of [
      ['Statut du lead modifié', 'Nouveau → Contacté'],
      ['Lead attribué', 'Attribué à Anatole Agent'],
    ] as const)
      await timeline
        .getByRole('listitem')
        .filter({ hasText: title })
        .filter({ hasText: body })
        .filter({ hasText: 'Olga Propriétaire' })
        .first()
        .waitFor();
    await context.close();
  });

  test('a change of another field by somebody else is kept, and a deleted record is restored', async () => {
    const { id } = await addPerson({ name: 'Lise', job_title: 'Gérante' });
    const { page, context } = await world.enter();
    await openLive(page, `/people/${id}?edit=true`);
    const form = page.getByRole('dialog', { name: 'Modifier Lise' });
    await form.getByRole('textbox', { name: 'Notes' }).fill('vue au salon');
    const path = `/api/v1/people/${id}`;
    const body = { version: 1, job_title: 'Directrice' };
    await world.stack.request(path, { key, method: 'PATCH', body });
    await form.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByRole('definition').getByText('vue au salon').waitFor();
    await page.getByRole('definition').getByText('Directrice').waitFor();

    await page.getByRole('button', { name: 'Autres actions' }).click();
    await page.getByRole('menuitem', { name: 'Supprimer la personne' }).click();
    await page.getByRole('button', { name: 'Supprimer la personne' }).click();
    await page.getByText('Cette fiche a été supprimée').waitFor();
    expect(await page.getByRole('button', { name: 'Modifier', exact: true }).count()).toBe(0);
    await page.getByRole('button', { name: 'Rétablir' }).click();
    await page.getByText('Cette fiche a été supprimée').waitFor({ state: 'detached' });
    await context.close();
  });

  test('on a phone an agent sees an organisation and its people, and no button to merge', async () => {
    const organisation = await answerOf(
      await world.stack.request('/api/v1/organisations', {
        key,
        body: { name: 'Atelier Éclat', website: 'eclat.example' },
      }),
      201,
      OrganisationCreatedOut,
    );
    await addPerson({ name: 'Zoé Martin', organisation_id: organisation.id });
    const [agent] = world.stack.company.agents;
    const { page, context } = await world.enter(agent.email, { width: 380 });
    await page.goto(`/organisations/${organisation.id}`);
    await page.getByRole('link', { name: 'Zoé Martin' }).waitFor();
    await page.getByRole('button', { name: 'Modifier', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Autres actions' }).count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(380);
    await page.getByRole('link', { name: 'Zoé Martin' }).click();
    await page.getByRole('link', { name: 'Atelier Éclat' }).first().waitFor();
    await context.close();
  });
});
