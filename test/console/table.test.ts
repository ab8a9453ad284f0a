import { readFile } from 'node:fs/promises';
import type { Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEntity } from '../support/actions.ts';
import { focused, hasBrowser, openLive } from '../support/browser/browser.ts';
import { insertActions, startConsole, type ConsoleWorld } from '../support/browser/console.ts';

/**
 * Goal: lists that people work in all day: sort, choose, filter, select, export, with the mouse and with keys.
 * Method: real Chromium on the built console and the real api; elements are found by role and label.
 */

describe.runIf(hasBrowser)('a list', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
    const { company, superuser } = world.stack;
    await superuser`
      insert into entities (company_id, type, ref, data)
      select ${company.id}, 'eleve', 'E-' || lpad(n::text, 4, '0'), jsonb_build_object(
        'prenom', 'Élève', 'nom', lpad((1001 - n)::text, 4, '0'),
        'email', 'eleve' || n || '@example.com',
        'statutDossier', case when n % 2 = 0 then 'DIPLOME' else 'EN_FORMATION' end
      )
      from generate_series(1, 1000) as n
    `;
    await insertActions(world, company, { count: 5, status: 'succeeded', daysAgo: 2 });
    await insertActions(world, company, { count: 3, status: 'cancelled', daysAgo: 3 });
  });
  afterAll(() => world.stop());

  const rowsOf = (page: Page) => page.getByRole('table').locator('tbody tr[data-index]');
  const firstName = (page: Page) => rowsOf(page).first().getByRole('link').first().innerText();
  const openPupils = async (page: Page, search = ''): Promise<void> => {
    await page.goto(`/entities/eleve${search}`);
    await rowsOf(page).first().waitFor();
  };
  const addFilter = async (page: Page, name: string): Promise<void> => {
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await page.getByRole('menuitem', { name, exact: true }).click();
  };

  test('shows at least 20 rows on a screen of 1280 by 800, of actions and of records', async () => {
    const { page, context } = await world.enter();
    await insertActions(world, world.stack.otherCompany, {
      count: 40,
      status: 'succeeded',
      daysAgo: 1,
    });
    const other = await world.enter(world.stack.otherCompany.owner.email);
    await other.page.goto('/actions');
    await openPupils(page);
    for (const shown of [page, other.page]) {
      await shown.setViewportSize({ width: 1280, height: 800 });
      await rowsOf(shown).first().waitFor();
      const countVisible = () =>
        rowsOf(shown).evaluateAll((rows) => {
          const bottom = rows[0]?.closest('[data-list]')?.getBoundingClientRect().bottom ?? 0;
          return rows.filter((row) => {
            const { top, bottom: end } = row.getBoundingClientRect();
            return top >= 0 && end <= Math.min(bottom, window.innerHeight) + 1;
          }).length;
        });
      await expect.poll(countVisible).toBeGreaterThanOrEqual(20);
    }
    await other.context.close();
    await context.close();
  });

  test('of a thousand rows draws only those in sight, and reads the next ones while it scrolls', async () => {
    const { page, context } = await world.enter();
    await openPupils(page, '?sort=label');
    await page.getByText('1 000 lignes').waitFor();
    const lastRead = () => page.getByRole('table').getAttribute('aria-rowcount');
    const box = page.locator('[data-list]');
    await expect
      .poll(async () => {
        await box.evaluate((element) => element.scrollTo(0, element.scrollHeight));
        return lastRead();
      })
      .toBe('1001');
    await box.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await page.getByRole('link', { name: 'Élève 1000' }).waitFor();
    expect(await rowsOf(page).count()).toBeLessThan(100);
    await context.close();
  });

  test('is sorted by its headers, and the address keeps the order', async () => {
    const { page, context } = await world.enter();
    await openPupils(page);
    await page.getByRole('button', { name: 'Nom', exact: true }).click();
    await page.waitForURL(/sort=label/);
    await expect.poll(() => firstName(page)).toBe('Élève 0001');
    const header = page.getByRole('columnheader', { name: 'Nom', exact: true });
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    await page.getByRole('button', { name: 'Nom', exact: true }).click();
    await expect.poll(() => firstName(page)).toBe('Élève 1000');
    expect(await header.getAttribute('aria-sort')).toBe('descending');
    await page.reload();
    await expect.poll(() => firstName(page)).toBe('Élève 1000');
    await context.close();
  });

  test('keeps the chosen columns and their order', async () => {
    const { page, context } = await world.enter();
    await openPupils(page);
    await page.getByRole('button', { name: 'Colonnes' }).click();
    const menu = page.getByRole('dialog', { name: 'Colonnes' });
    await menu.getByRole('checkbox', { name: 'Téléphone' }).uncheck();
    await menu.getByRole('checkbox', { name: 'Créée' }).check();
    await menu.getByRole('button', { name: 'Monter Référence' }).click();
    await page.keyboard.press('Escape');
    const headers = () => page.getByRole('columnheader').allInnerTexts();
    const chosen = [
      '',
      'Nom',
      'Référence',
      'Statut',
      'Adresse e-mail',
      'Modifiée',
      'Créée',
      'Plus d’actions',
    ];
    await expect.poll(headers).toEqual(chosen);
    await page.reload();
    await expect.poll(headers).toEqual(chosen);
    await context.close();
  });

  test('takes filters away one by one, and Back brings them back', async () => {
    const { page, context } = await world.enter();
    await openPupils(page);
    await addFilter(page, 'Statut');
    const choices = page.getByRole('dialog', { name: 'Statut' });
    await choices.getByRole('checkbox', { name: 'En formation' }).check();
    await page.waitForURL(/statut_dossier=EN_FORMATION/);
    await page.getByText('500 lignes').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox').fill('eleve777@example.com');
    await page.getByText('1 ligne', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Retirer le filtre Statut' }).click();
    await page.waitForURL((url) => !url.search.includes('statut_dossier'));
    await page.goBack();
    await page.waitForURL(/statut_dossier=EN_FORMATION/);
    await page.getByRole('button', { name: 'Retirer le filtre Statut' }).waitFor();
    await rowsOf(page).first().getByRole('link').first().click();
    await page.getByRole('heading', { level: 1, name: 'Élève 0224' }).waitFor();
    await page.goBack();
    await page.waitForURL(/q=eleve777/);
    await page.getByText('1 ligne', { exact: true }).waitFor();
    await context.close();
  });

  test('offers periods, and its calendar closes at a choice', async () => {
    const { page, context } = await world.enter();
    await page.goto('/actions');
    await addFilter(page, 'Période');
    await page.getByRole('button', { name: 'Aujourd’hui' }).click();
    await page.waitForURL(/period=today/);
    await page.getByText('Aucune action ne correspond').waitFor();
    const calendar = page.getByRole('dialog', { name: 'Période' });
    await calendar.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Période ?Aujourd’hui$/ }).click();
    await calendar.getByRole('button', { name: 'Hier' }).waitFor();
    await calendar.getByRole('button', { name: '7 derniers jours' }).click();
    await page.getByText('8 lignes').waitFor();
    await calendar.waitFor({ state: 'detached' });
    await context.close();
  });

  test('finds actions by the name of their workflow', async () => {
    const { page, context } = await world.enter();
    await page.goto('/actions');
    await page.getByText('8 lignes').waitFor();
    await addFilter(page, 'Route');
    await page.getByRole('radio', { name: 'log-erreur' }).click();
    await page.waitForURL(/route_workflow=log-erreur/);
    await page.getByText('Aucune action ne correspond').waitFor();
    await context.close();
  });

  test('sends the selected actions again, chosen with Shift', async () => {
    const { page, context } = await world.enter();
    await page.goto('/actions?status=cancelled');
    await page.getByText('3 lignes').waitFor();
    const boxes = rowsOf(page).getByRole('checkbox');
    await boxes.first().click();
    await boxes.last().click({ modifiers: ['Shift'] });
    const bar = page.getByRole('region', { name: 'Lignes sélectionnées' });
    await bar.getByText('3 lignes sélectionnées').waitFor();
    await boxes.nth(1).click();
    await bar.getByRole('button', { name: 'Renvoyer 2 actions' }).click();
    const question = page.getByRole('dialog', { name: 'Renvoyer 2 actions ?' });
    await question.getByRole('button', { name: 'Renvoyer 2 actions' }).click();
    await page.getByText('2 actions renvoyées').waitFor();
    await page.getByText('1 ligne', { exact: true }).waitFor();
    await bar.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Voir les 2 actions' }).click();
    await page.waitForURL(/ids=/);
    await page.getByText('2 lignes', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Retirer le filtre Ces 2 actions seulement' }).waitFor();
    await context.close();
  });

  test('of actions is found again with its filters by the link back of an action', async () => {
    const { page, context } = await world.enter();
    await page.goto('/actions?status=succeeded');
    await page.getByText('5 lignes').waitFor();
    await rowsOf(page).first().getByRole('link').first().click();
    await page.getByRole('main').getByText('Réussie', { exact: true }).first().waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Actions', exact: true }).click();
    await page.waitForURL(/status=succeeded/);
    await page.getByText('5 lignes').waitFor();
    await context.close();
  });

  test('without a view keeps its columns when a view is made of it with others', async () => {
    const { page, context } = await world.enter();
    await page.goto('/actions?status=succeeded&period=7d');
    await page.getByText('5 lignes').waitFor();
    const settled = page.getByRole('columnheader', { name: 'Réglée' });
    await page.getByRole('button', { name: 'Colonnes' }).click();
    const menu = page.getByRole('dialog', { name: 'Colonnes' });
    await menu.getByRole('checkbox', { name: 'Réglée' }).check();
    await page.keyboard.press('Escape');
    await settled.waitFor();
    await page.getByRole('button', { name: 'Enregistrer la vue' }).click();
    const dialog = page.getByRole('dialog', { name: 'Enregistrer comme vue' });
    await dialog.getByRole('textbox', { name: 'Nom de la vue' }).fill('Avec Réglée');
    await dialog.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByRole('button', { name: 'Avec Réglée', pressed: true }).waitFor();
    await settled.waitFor();
    await page.getByRole('button', { name: 'Toutes' }).click();
    await page.getByRole('button', { name: 'Toutes', pressed: true }).waitFor();
    await settled.waitFor({ state: 'detached' });
    await context.close();
  });

  test('is used with the keys alone: j, k, x, Escape, Enter and e', async () => {
    const { page, context } = await world.enter();
    await page.goto('/actions?status=succeeded');
    await page.getByText('5 lignes').waitFor();
    const links = rowsOf(page).locator('[data-title] a');
    await page.keyboard.press('j');
    await focused(links.nth(0));
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await focused(links.nth(1));
    await page.keyboard.press('x');
    const bar = page.getByRole('region', { name: 'Lignes sélectionnées' });
    await bar.getByText('1 ligne sélectionnée').waitFor();
    expect(await rowsOf(page).nth(1).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Escape');
    await bar.waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/actions\/[0-9a-f-]{36}/);

    await openPupils(page, '?sort=label');
    await page.keyboard.press('ArrowDown');
    await focused(rowsOf(page).first().getByRole('link').first());
    await page.keyboard.press('e');
    await page.waitForURL(/\/entities\/eleve\/E-1000\?edit=true/);
    await context.close();
  });

  test('opens a row at a click, but not while text is selected in it', async () => {
    const { page, context } = await world.enter();
    await openPupils(page, '?sort=label');
    const reference = rowsOf(page).first().getByText('E-1000', { exact: true });
    const box = (await reference.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const middle = box.y + box.height / 2;
    await page.mouse.move(box.x + 1, middle);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width + 20, middle, { steps: 5 });
    await page.mouse.up();
    expect(await page.evaluate(() => String(window.getSelection()))).toBe('E-1000');
    expect(page.url()).toContain('/entities/eleve?');
    await page.getByRole('heading', { level: 1 }).click();
    await rowsOf(page).nth(1).getByRole('cell', { name: 'E-0999' }).click();
    await page.getByRole('heading', { level: 1, name: 'Élève 0002' }).waitFor();
    await context.close();
  });

  test('exports every row of its filters with all columns and fields', async () => {
    const { page, context } = await world.enter();
    await openPupils(page, '?statut_dossier=DIPLOME&sort=label');
    await page.getByText('500 lignes').waitFor();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Exporter en CSV' }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toMatch(/^eleves-\d{4}-\d\d-\d\d\.csv$/);
    const file = await download.path();
    const [head, first, ...others] = (await readFile(file, 'utf8')).trimEnd().split('\r\n');
    expect(head).toBe(
      '\uFEFFNom;Statut;Référence;Adresse e-mail;Téléphone;Modifiée;Formation;Créée;Nom (nom);Prénom',
    );
    const instant = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d`;
    expect(first).toMatch(
      new RegExp(
        `^Élève 0001;[^;]+;E-1000;eleve1000@example.com;;${instant};;${instant};0001;Élève$`,
      ),
    );
    expect(others).toHaveLength(499);
    await page.getByText('500 lignes exportées').waitFor();
    await context.close();
  });

  test('keeps a view for its owner, marks it when it changes, and shows a shared one to others', async () => {
    const { supervisor, agents } = world.stack.company;
    const { page, context } = await world.enter(supervisor.email);
    const saveAs = async (name: string, isShared: boolean): Promise<void> => {
      await page.getByRole('button', { name: 'Enregistrer la vue' }).click();
      const dialog = page.getByRole('dialog', { name: 'Enregistrer comme vue' });
      await dialog.getByRole('textbox', { name: 'Nom de la vue' }).fill(name);
      if (isShared) await dialog.getByRole('checkbox', { name: /^Partager/ }).check();
      await dialog.getByRole('button', { name: 'Enregistrer' }).click();
      await page.getByRole('button', { name, exact: true, pressed: true }).waitFor();
    };
    await openPupils(page, '?statut_dossier=DIPLOME');
    await saveAs('Admis', true);
    await page.waitForURL(/view=\d+/);
    await page.getByRole('button', { name: 'Nom', exact: true }).click();
    await page.getByText('Modifiée', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Mettre à jour' }).click();
    await page.getByText('Vue mise à jour').waitFor();
    await openPupils(page, '?q=eleve7');
    await saveAs('Rien que pour moi', false);

    const agent = await world.enter(agents[0].email);
    await agent.page.goto('/entities/eleve');
    await agent.page.getByRole('button', { name: 'Admis', exact: true }).click();
    await agent.page.waitForURL(/statut_dossier=DIPLOME&sort=label&view=\d+/);
    await agent.page.getByText('500 lignes').waitFor();
    const other = agent.page.getByRole('button', { name: 'Rien que pour moi' });
    expect(await other.count()).toBe(0);
    const address = new URL(agent.page.url());
    await agent.page.goto(`/entities/eleve?view=${address.searchParams.get('view')}`);
    await agent.page.getByText('500 lignes').waitFor();
    await agent.context.close();

    await page.getByRole('button', { name: 'Gérer la vue Rien que pour moi' }).click();
    await page.getByRole('menuitem', { name: 'Supprimer la vue' }).click();
    const question = page.getByRole('dialog', { name: /^Supprimer la vue/ });
    await question.getByRole('button', { name: 'Supprimer la vue' }).click();
    await page.getByText('Vue supprimée').waitFor();
    await page.waitForURL((url) => !url.search.includes('view='));
    await context.close();
  });

  test('returns to the place where a row was opened', async () => {
    const { page, context } = await world.enter();
    await openPupils(page, '?sort=label');
    const box = page.locator('[data-list]');
    // The rows further down are read on the way.
    const scrolled = () =>
      box.evaluate((element) => {
        element.scrollTo(0, 1400);
        return element.scrollTop;
      });
    await expect.poll(scrolled).toBe(1400);
    await page.getByRole('link', { name: 'Élève 0056' }).click();
    await page.getByRole('heading', { level: 1, name: 'Élève 0056' }).waitFor();
    await page.goBack();
    await expect.poll(() => box.evaluate((element) => element.scrollTop)).toBe(1400);
    await context.close();
  });

  test('is a list of cards on a phone, where a filter can still be set', async () => {
    const { page, context } = await world.enter(undefined, { width: 380 });
    await openPupils(page, '?sort=label');
    await addFilter(page, 'Statut');
    await page.getByRole('checkbox', { name: 'En formation' }).check();
    await page.getByText('500 lignes').waitFor();
    await page.keyboard.press('Escape');
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(380);
    await page.getByRole('button', { name: 'Afficher la suite' }).click();
    await page.getByRole('link', { name: 'Élève 0102' }).waitFor();
    await context.close();
  });

  test('of another type of record has its own filters and no rows of this one', async () => {
    const { page, context } = await world.enter();
    await createEntity(world.stack, world.stack.company.owner.key, {
      type: 'session',
      ref: 'S-1',
      data: { titre: 'Sertissage' },
    });
    await openPupils(page, '?statut_dossier=DIPLOME');
    await page.getByRole('tab', { name: 'Sessions' }).click();
    await page.waitForURL(/\/entities\/session$/);
    await page.getByRole('link', { name: 'Sertissage' }).waitFor();
    await page.getByText('1 ligne', { exact: true }).waitFor();
    await context.close();
  });

  test('too long to be read again says that rows have changed, and starts afresh on request', async () => {
    const { page, context } = await world.enter();
    await openLive(page, '/entities/eleve?sort=label');
    await rowsOf(page).first().waitFor();
    const lastRead = async () =>
      Number(await page.getByRole('table').getAttribute('aria-rowcount'));
    const box = page.locator('[data-list]');
    await expect
      .poll(async () => {
        await box.evaluate((element) => element.scrollTo(0, element.scrollHeight));
        return lastRead();
      })
      .toBeGreaterThan(400);
    const isPage = (request: Request) => /\/entities\/eleve\?.*limit=/.test(request.url());
    const read: string[] = [];
    page.on('request', (request) => {
      if (isPage(request) && !request.url().includes('cursor=')) read.push(request.url());
    });
    const { key } = world.stack.company.owner;
    const path = '/api/v1/entities/eleve/E-1000';
    const { version } = Object(await (await world.stack.request(path, { key })).json());
    const body = { version, data: { prenom: 'Aaron' } };
    expect((await world.stack.request(path, { method: 'PATCH', key, body })).status).toBe(200);
    await page.getByText('Des lignes ont changé').waitFor();
    expect(read).toEqual([]);
    await page.getByRole('button', { name: 'Actualiser' }).click();
    await page.getByRole('link', { name: 'Aaron 0001' }).waitFor();
    await page.getByText('Des lignes ont changé').waitFor({ state: 'hidden' });
    expect(read).toHaveLength(1);
    expect(await box.evaluate((element) => element.scrollTop)).toBe(0);
    await context.close();
  });

  test('is filtered by a status with a comma in its code', async () => {
    const { page, context } = await world.enter();
    for (const [ref, nom, statutDossier] of [
      ['F-1', 'Vasseur', 'Absent, malade'],
      ['F-2', 'Weber', 'Absent'],
    ] as const) {
      await createEntity(world.stack, world.stack.company.owner.key, {
        type: 'formateur',
        ref,
        data: { nom, statutDossier },
      });
    }
    const code = encodeURIComponent(String.raw`Absent\, malade`);
    await page.goto(`/entities/formateur?statut_dossier=${code}`);
    await page.getByText('1 ligne', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Vasseur' }).waitFor();
    // The address is written again with the order, and read again.
    await page.getByRole('button', { name: 'Nom', exact: true }).click();
    await page.waitForURL(/sort=label/);
    await page.reload();
    await page.getByRole('link', { name: 'Vasseur' }).waitFor();
    await page.getByText('1 ligne', { exact: true }).waitFor();
    await context.close();
  });
});
