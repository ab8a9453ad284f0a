import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FormOut } from '../../src/domain/forms/shapes.ts';
import { answerOf, createEntity } from '../support/actions.ts';
import { focused, hasBrowser, openLive } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { insertTestLead } from '../support/leads.ts';

/**
 * Goal: a record is read and changed in one place, also while others change it. Method: that of
 * console.test.ts, on a stack of its own.
 */

describe.runIf(hasBrowser)('the record page', () => {
  let world: ConsoleWorld;
  let count = 0;

  beforeAll(async () => {
    world = await startConsole();
  });
  afterAll(() => world.stop());

  const RECORD = { nom: 'Roux', telephone: '0612345678', statutDossier: 'EN_COURS' };

  const open = async (
    data: object = RECORD,
  ): Promise<{ page: Page; ref: string; done: () => Promise<void> }> => {
    count += 1;
    const ref = `FICHE-${count}`;
    await createEntity(world.stack, world.stack.company.owner.key, { type: 'candidat', ref, data });
    const { page, context } = await world.enter();
    await openLive(page, `/entities/candidat/${ref}`);
    return { page, ref, done: () => context.close() };
  };

  const stored = async (ref: string): Promise<Record<string, unknown>> => {
    const [row] = await world.stack.superuser`select data from entities where ref = ${ref}`;
    return Object(row?.['data']);
  };

  /** Another user saves, without a browser. */
  const changeAsOther = async (ref: string, data: object): Promise<void> => {
    const { key } = world.stack.company.agents[0];
    const path = `/api/v1/entities/candidat/${ref}`;
    const { version } = Object(await (await world.stack.request(path, { key })).json());
    const answer = await world.stack.request(path, {
      method: 'PATCH',
      key,
      body: { version, data },
    });
    expect(answer.status).toBe(200);
  };

  test('a status chosen in the heading is saved at once and can be undone', async () => {
    const { page, ref, done } = await open();
    await page.getByRole('combobox', { name: 'Statut' }).click();
    await page.getByRole('option', { name: 'Dossier incomplet' }).click();
    await page.getByText('Statut : enregistré').waitFor();
    expect((await stored(ref))['statutDossier']).toBe('DOSSIER_INCOMPLET');
    await page.getByRole('button', { name: 'Annuler la modification' }).click();
    await expect.poll(async () => (await stored(ref))['statutDossier']).toBe('EN_COURS');
    await done();
  });

  test('a status outside the list is shown in words', async () => {
    const { page, done } = await open({ nom: 'Roux', statutDossier: 'DOSSIER_EN_ATTENTE' });
    await expect
      .poll(() => page.getByRole('combobox', { name: 'Statut' }).inputValue())
      .toBe('Dossier en attente');
    await done();
  });

  test('a text is edited in its place: Enter saves it, Escape leaves it', async () => {
    const { page, ref, done } = await open();
    await page.getByRole('button', { name: 'Nom : Roux' }).press('Enter');
    await page.getByRole('textbox', { name: 'Nom', exact: true }).fill('Rousseau');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Nom : Roux' }).click();
    await page.getByRole('textbox', { name: 'Nom', exact: true }).fill('Rouvier');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Rouvier' }).waitFor();
    expect(await stored(ref)).toEqual({ ...RECORD, nom: 'Rouvier' });
    await done();
  });

  test('a telephone number and an address that can’t be used are refused in our words', async () => {
    const { page, ref, done } = await open({ ...RECORD, email: 'roux@example.com' });
    for (const [label, typed, fault] of [
      ['Téléphone', 'abc', 'Numéro de téléphone non valide'],
      ['E-mail', 'roux@', 'Adresse e-mail non valide'],
    ] as const) {
      await page.getByRole('button', { name: `Modifier ${label}`, exact: true }).click();
      const field = page.getByRole('textbox', { name: label, exact: true });
      await field.fill(typed);
      await page.keyboard.press('Enter');
      await page.getByText(fault).waitFor();
      await page.keyboard.press('Escape');
    }
    expect(await stored(ref)).toMatchObject({ telephone: '0612345678', email: 'roux@example.com' });
    await done();
  });

  test('a new record has a status of the list, a proposed reference and fields of its own', async () => {
    const { page, done } = await open();
    await page.goto('/entities/candidat?new=true');
    const form = page.getByRole('dialog', { name: /Nouvelle fiche/ });
    await form.getByRole('button', { name: 'Créer' }).click();
    await form.getByText('Un nom ou un prénom est nécessaire').waitFor();
    await form.getByRole('textbox', { name: 'Nom', exact: true }).fill('Lefèvre');
    await form.getByRole('textbox', { name: 'Date de naissance' }).fill('14/07/1999');
    await form.getByRole('textbox', { name: 'E-mail' }).fill('lea@example.com');
    await form.getByRole('textbox', { name: 'Téléphone' }).fill('abc');
    await form.getByRole('combobox', { name: 'Statut' }).click();
    await page.getByRole('option', { name: 'Dossier complet' }).click();
    await form.getByRole('button', { name: 'Ajouter un champ' }).click();
    await form.getByRole('combobox', { name: 'Champ' }).fill('Ville');
    await form.getByRole('textbox', { name: 'Valeur' }).fill('Lyon');
    await form.getByRole('button', { name: 'Créer' }).click();
    await form.getByText('Numéro de téléphone non valide').waitFor();
    await form.getByRole('textbox', { name: 'Téléphone' }).fill('06 12 34 56 78');
    await form.getByRole('button', { name: 'Créer' }).click();
    await page.waitForURL(/\/entities\/candidat\/LEFE14071999$/);
    expect(await stored('LEFE14071999')).toMatchObject({
      nom: 'Lefèvre',
      statutDossier: 'DOSSIER_COMPLET',
      ville: 'Lyon',
    });
    await done();
  });

  test('an unknown type of record is an unknown page', async () => {
    const { page, done } = await open();
    for (const path of ['/entities/licorne', '/entities/licorne/1']) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1, name: 'Page introuvable' }).waitFor();
      await page.getByRole('navigation').first().waitFor();
    }
    await done();
  });

  test('a date is edited as a date, and a telephone number is a link', async () => {
    const { page, ref, done } = await open({ ...RECORD, dateInscription: '2026-09-15' });
    const phone = page.getByRole('link', { name: '06 12 34 56 78' });
    expect(await phone.getAttribute('href')).toBe('tel:+33612345678');
    await page.getByRole('button', { name: /^Date d’inscription : 15 sept. 2026/ }).click();
    await page.getByLabel('Date d’inscription', { exact: true }).last().fill('2026-10-01');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /1 oct. 2026/ }).waitFor();
    expect((await stored(ref))['dateInscription']).toBe('2026-10-01');
    await done();
  });

  test('a link to write to an address adds no recipient that the address names', async () => {
    const { page, done } = await open({
      ...RECORD,
      email: 'marie@example.com?bcc=eve%40mal.example',
    });
    const link = page.getByRole('link', { name: /marie@example.com/ });
    const href = (await link.getAttribute('href')) ?? '';
    expect(href).toMatch(/^mailto:marie@/);
    expect(href).not.toContain('?');
    await done();
  });

  test('two changes of the same field: the user chooses which one stays', async () => {
    const { page, ref, done } = await open();
    await page.getByRole('button', { name: 'Nom : Roux' }).click();
    await changeAsOther(ref, { nom: 'Leroux', ville: 'Lyon' });
    await page.getByText('Lyon').first().waitFor();
    await page.getByRole('textbox', { name: 'Nom', exact: true }).fill('Rousset');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Modifiée entre-temps' });
    await dialog.getByRole('button', { name: 'Le vôtre : Rousset' }).click();
    await expect.poll(() => stored(ref)).toMatchObject({ nom: 'Rousset', ville: 'Lyon' });
    await done();
  });

  test('the timeline shows what another user changed, without a reload', async () => {
    const { page, ref, done } = await open();
    const timeline = page.getByRole('list', { name: 'Chronologie' });
    await timeline.getByText('Fiche créée').waitFor();
    await changeAsOther(ref, { statutDossier: 'DOSSIER_COMPLET' });
    await timeline.getByText('Statut : En cours → Dossier complet').waitFor();
    await done();
  });

  test('an owner adds a status, and a record offers it', async () => {
    const { page, ref, done } = await open();
    await page.goto('/settings/statuses?type=candidat');
    await page.getByRole('textbox', { name: 'Nom du nouveau statut' }).fill('Devis signé');
    await page.getByRole('button', { name: 'Ajouter un statut' }).click();
    await page.getByRole('button', { name: 'Enregistrer les statuts' }).click();
    await page.getByText('Statuts enregistrés').waitFor();
    await page.goto(`/entities/candidat/${ref}`);
    await page.getByRole('combobox', { name: 'Statut' }).click();
    await page.getByRole('option', { name: 'Devis signé' }).click();
    await expect.poll(async () => (await stored(ref))['statutDossier']).toBe('DEVIS_SIGNE');
    await done();
  });

  test('the link back to the list looks the same on every kind of record', async () => {
    const { page, done } = await open();
    const { company, request } = world.stack;
    const lead = await insertTestLead(world.stack, { company });
    const answer = await request('/api/v1/forms', {
      key: company.owner.key,
      body: { name: 'Devis', fields: [{ key: 'email', label: 'E-mail', type: 'email' }] },
    });
    const form = await answerOf(answer, 201, FormOut);
    const lookOf = async (path: string, list: string) => {
      await page.goto(path);
      const link = page.getByRole('main').getByRole('link', { name: list, exact: true });
      return link.evaluate((element) => {
        const { color, fontSize, textDecorationLine } = getComputedStyle(element);
        const icon = element.querySelector('svg')?.getAttribute('width');
        return { color, fontSize, textDecorationLine, icon };
      });
    };
    expect(await lookOf(`/forms/${form.id}`, 'Formulaires')).toEqual(
      await lookOf(`/leads/${lead}`, 'Leads'),
    );
    await done();
  });

  test('the heading is the name alone, with the status beside it', async () => {
    const { page, done } = await open();
    await page.getByRole('combobox', { name: 'Statut' }).waitFor();
    await page.getByRole('heading', { level: 1, name: 'Roux', exact: true }).waitFor();
    await done();
  });

  test('JSON is typed with its indentation, its fault has a line, and Tab leaves the field', async () => {
    const { page, ref, done } = await open();
    await page.getByRole('button', { name: 'Modifier les données' }).click();
    await page.getByText('En JSON').click();
    const json = page.getByRole('textbox', { name: 'Données' });
    await json.fill('{');
    await json.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('"nom": "Roux"');
    await page.keyboard.press('Enter');
    await page.keyboard.type('"ville": "Lyon"');
    expect(await json.inputValue()).toBe('{\n  "nom": "Roux"\n  "ville": "Lyon"');
    await page.getByText('JSON non valide, ligne 3').waitFor();
    await json.fill('{"nom": "Roux", "ville": "Lyon"}');
    await page.getByRole('button', { name: 'Mettre en forme' }).click();
    expect(await json.inputValue()).toBe('{\n  "nom": "Roux",\n  "ville": "Lyon"\n}');
    await json.press('Tab');
    await focused(page.getByRole('button', { name: 'Annuler', exact: true }));
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await expect.poll(() => stored(ref)).toEqual({ nom: 'Roux', ville: 'Lyon' });
    await done();
  });
});
