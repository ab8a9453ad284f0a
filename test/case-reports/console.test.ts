/**
 * Goal: a supervisor reads the figures of a month, follows one to its cases, and downloads them. Method: that of
 * test/console/console.test.ts, with cases of known dates.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { insertClient } from '../support/cases.ts';

interface Row {
  title: string;
  type: string;
  status: string;
  createdAt: string;
  endedAt?: string;
  dueOn?: string;
  isOfCentre?: boolean;
}

const ROWS: Row[] = [
  {
    title: 'Bail commercial',
    type: 'legal',
    status: 'en_cours',
    createdAt: '2026-03-02T10:00:00Z',
    dueOn: '2026-03-20',
  },
  {
    title: 'Divorce',
    type: 'legal',
    status: 'resolu',
    createdAt: '2026-03-03T10:00:00Z',
    endedAt: '2026-03-06T10:00:00Z',
  },
  { title: 'Taxe foncière', type: 'fiscal', status: 'nouveau', createdAt: '2026-02-02T10:00:00Z' },
  {
    title: 'Hors équipe',
    type: 'other',
    status: 'nouveau',
    createdAt: '2026-03-04T10:00:00Z',
    isOfCentre: false,
  },
];

describe.runIf(hasBrowser)('the report of cases in the console', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
  });
  afterAll(() => world.stop());

  const insertCases = async (): Promise<void> => {
    const { company, superuser: sql } = world.stack;
    const clientId = await insertClient(world.stack, company);
    const [other] = await sql`
      insert into call_centres (company_id, name) values (${company.id}, 'Paris') returning id
    `;
    for (const [number, row] of ROWS.entries()) {
      const centreId = row.isOfCentre === false ? Number(other?.['id']) : company.callCentreId;
      await sql`
        insert into cases (
          company_id, reference, call_centre_id, person_id, title, case_type, status, assigned_to,
          due_on, created_at, resolved_at
        )
        values (
          ${company.id}, ${`R-${number}`}, ${centreId}, ${clientId}, ${row.title}, ${row.type},
          ${row.status}, ${company.agents[0].id}, ${row.dueOn ?? null}, ${row.createdAt},
          ${row.endedAt ?? null}
        )
      `;
    }
  };

  test('says in words that there is nothing to count, and that an agent may not', async () => {
    const { page, context } = await world.enterHome();
    await page.getByRole('link', { name: 'Rapport des dossiers' }).click();
    await page.getByText('Aucun dossier à compter').waitFor();
    await page.getByText('Tous les dossiers de l’entreprise', { exact: false }).waitFor();
    await context.close();

    const agent = await world.enter(world.stack.company.agents[0].email);
    await agent.page.goto('/case-reports');
    await agent.page.getByText('Votre rôle ne donne pas accès à ceci').waitFor();
    expect(await agent.page.getByRole('link', { name: 'Rapport des dossiers' }).count()).toBe(0);
    await agent.context.close();
  });

  test('shows a supervisor the figures of a month, of their team; a figure leads to its cases', async () => {
    await insertCases();
    const { page, context } = await world.enter(world.stack.company.supervisor.email);
    await page.goto('/case-reports?month=2026-03&step=month');
    await page.getByText('Les dossiers de votre centre d’appels', { exact: false }).waitFor();
    const types = page.getByRole('table', { name: 'Par type' });
    const figuresOf = (name: RegExp) =>
      types.getByRole('row', { name }).getByRole('cell').allTextContents();
    await expect.poll(() => figuresOf(/^Juridique/)).toEqual(['2', '1', '1']);
    expect(await figuresOf(/^Fiscal/)).toEqual(['0', '0', '1']);
    expect(await types.getByRole('row', { name: /^Autre/ }).count()).toBe(0);
    const agents = page.getByRole('table', { name: 'Par responsable' });
    await agents
      .getByRole('row', { name: /^Anatole Agent/ })
      .getByText('3 j')
      .waitFor();
    const opened = page.getByRole('region', { name: 'Dossiers ouverts' });
    await opened.getByRole('img', { name: 'mars 2026, Ouverts 2' }).waitFor();
    await opened.getByText('Voir les chiffres').click();
    await opened.getByRole('row', { name: 'mars 2026 2' }).waitFor();

    await page.getByRole('button', { name: 'Mois du rapport, mars 2026' }).waitFor();
    await page.getByRole('button', { name: 'Mois suivant' }).click();
    await expect.poll(() => figuresOf(/^Juridique/)).toEqual(['0', '0', '1']);
    await expect.poll(() => page.url()).toContain('month=2026-04');
    await types.getByRole('link', { name: '1 actifs : Juridique' }).click();
    await page.getByRole('link', { name: 'Bail commercial' }).waitFor();
    expect(await page.getByRole('link', { name: /Divorce|Taxe/ }).count()).toBe(0);
    await page.goBack();
    await page.getByRole('region', { name: 'Résumé' }).getByRole('link', { name: '1' }).click();
    await page.getByRole('link', { name: 'Bail commercial' }).waitFor();
    expect(page.url()).toContain('due=overdue');
    await context.close();
  });

  test('a month is downloaded as CSV and as PDF', async () => {
    const { page, context } = await world.enter();
    await page.goto('/case-reports?month=2026-03');
    const saved = async (item: string): Promise<string> => {
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Télécharger' }).click();
      await page.getByRole('menuitem', { name: item }).click();
      return readFile(await (await download).path(), 'latin1');
    };
    const lines = (await saved('CSV : mars 2026')).split('\r\n');
    expect(lines).toContain('Par type;Juridique;2;1;1;;');
    expect(await saved('PDF : mars 2026')).toMatch(/^%PDF-/);
    await context.close();
  });

  test('fits on a phone', async () => {
    const { page, context } = await world.enter(undefined, { width: 380 });
    await page.goto('/case-reports?month=2026-03');
    await page.getByRole('table', { name: 'Par client' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(380);
    await context.close();
  });
});
