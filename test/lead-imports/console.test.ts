import { readFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';

/**
 * Goal: a supervisor imports a file of leads: columns, preview, start, end, errors, and the file once more.
 * Method: that of test/console/console.test.ts, on a stack of its own; the import runs in its worker.
 */

const ROWS = [
  'Nom;Prénom;E-mail;Mobile;Société;Formation',
  'Dumitru;Éloïse;eloise@example.com;06 12 34 56 78;Atelier;CAP',
  'Benali;Karim;karim(at)example.com;06 12 34 56 79;;BTS',
  'Moreau;Lucie;lucie@example.com;;;',
];

/** As Excel saves it in French. */
const FILE = {
  name: 'salon.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(ROWS.join('\r\n'), 'latin1'),
};

describe.runIf(hasBrowser)('the pages of imports of leads', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
  });

  afterAll(() => world.stop());

  const enter = async () => {
    const visited = await world.enter(world.stack.company.supervisor.email);
    await visited.page.goto('/leads/imports');
    return visited;
  };

  test('a workbook is refused before it is sent', async () => {
    const { page, context } = await enter();
    await page.getByLabel('Déposez un fichier CSV ici').setInputFiles({ ...FILE, name: 'a.xlsx' });
    await page.getByText('C’est un classeur : enregistrez-le d’abord au format CSV.').waitFor();
    await context.close();
  });

  test('a file is read, its columns chosen, its rows previewed and imported; again, nothing is new', async () => {
    const { page, context } = await enter();
    const file = page.getByLabel('Déposez un fichier CSV ici');
    await file.setInputFiles(FILE);
    await page.getByRole('heading', { level: 1, name: 'salon.csv' }).waitFor();
    const encoding = page.getByRole('combobox', { name: 'Encodage' });
    expect(await encoding.inputValue()).toBe('Windows-1252');
    const fills = (column: string) =>
      page.getByRole('combobox', { name: `Remplit : ${column}`, exact: true });
    expect(await fills('Mobile').inputValue()).toBe('Téléphone');
    const preview = page.getByRole('region', { name: 'Aperçu' });
    await preview.getByText('3 premières lignes, dont 1 en erreur', { exact: false }).waitFor();
    await preview.getByText('Éloïse Dumitru').waitFor();
    await preview.getByText('E-mail : adresse e-mail non valide').waitFor();
    // Another column takes the name: the one that had it becomes a field of its own.
    await fills('Société').click();
    await page.getByRole('option', { name: 'Nom de famille' }).click();
    await expect.poll(() => fills('Nom').inputValue()).toBe('Autre champ, sous ce nom');
    await preview.getByText('Éloïse Atelier').waitFor();
    await fills('Nom').click();
    await page.getByRole('option', { name: 'Nom de famille' }).click();
    await fills('Société').click();
    await page.getByRole('option', { name: 'Entreprise' }).click();
    await preview.getByText('Éloïse Dumitru').waitFor();
    await page.getByRole('button', { name: 'Importer', exact: true }).click();
    const result = page.getByRole('region', { name: 'Résultat' });
    await result.waitFor();
    expect(await counts(result)).toEqual(['2', '0', '0', '1']);
    const download = page.waitForEvent('download');
    await result.getByRole('link', { name: 'Télécharger les erreurs' }).click();
    const saved = await readFile(await (await download).path(), 'utf8');
    expect(saved).toContain('karim(at)example.com');
    expect(saved).toContain('Ligne;Motif;Nom;Prénom;');
    await result.getByRole('link', { name: 'Voir les leads créés' }).click();
    await page.getByRole('link', { name: 'Lucie Moreau' }).waitFor();
    await page.goto('/leads/imports');
    await file.setInputFiles(FILE);
    await page.getByRole('heading', { level: 1, name: 'salon.csv' }).waitFor();
    await page.getByRole('button', { name: 'Importer', exact: true }).click();
    await result.waitFor();
    expect(await counts(result)).toEqual(['0', '0', '2', '1']);
    await page.goto('/leads/imports');
    const past = page.getByRole('table', { name: 'Imports précédents' });
    await expect.poll(() => past.getByText('Terminé').count()).toBe(2);
    await context.close();
  });

  test('a wrong guess is corrected: columns and preview are read again', async () => {
    const { page, context } = await enter();
    const rows = ['Nom;E-mail', 'LoÃ©;loe@example.com'];
    const file = { ...FILE, name: 'ancien.csv', buffer: Buffer.from(rows.join('\r\n'), 'latin1') };
    await page.getByLabel('Déposez un fichier CSV ici').setInputFiles(file);
    const preview = page.getByRole('region', { name: 'Aperçu' });
    await preview.getByText('Loé', { exact: true }).waitFor();
    const reading = page.getByRole('region', { name: 'Lecture du fichier' });
    await reading.getByRole('combobox', { name: 'Encodage' }).click();
    await page.getByRole('option', { name: 'Windows-1252' }).click();
    await preview.getByText('LoÃ©', { exact: true }).waitFor();
    await reading.getByRole('combobox', { name: 'Séparateur' }).click();
    await page.getByRole('option', { name: 'Virgule', exact: true }).click();
    await page
      .getByRole('region', { name: 'Colonnes du fichier' })
      .getByText('Nom;E-mail', { exact: true })
      .waitFor();
    await context.close();
  });

  test('possible duplicates are marked, ignored unless the user says otherwise, and counted', async () => {
    const { page, context } = await enter();
    const rows = [
      'Nom;E-mail;Note',
      'Sofia;sofia@example.com;salon',
      'Sofia S.;SOFIA@example.com;',
    ];
    const file = { ...FILE, name: 'doublons.csv', buffer: Buffer.from(rows.join('\n')) };
    const preview = page.getByRole('region', { name: 'Aperçu' });
    const result = page.getByRole('region', { name: 'Résultat' });
    const choices = page.getByRole('radiogroup', { name: 'Doublons possibles' });
    await page.getByLabel('Déposez un fichier CSV ici').setInputFiles(file);
    await preview.getByText('Doublon possible : ignoré').waitFor();
    expect(await choices.getByLabel('Ignorer').isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Importer', exact: true }).click();
    await result.getByText('Doublons ignorés', { exact: true }).waitFor();
    expect(await counts(result)).toEqual(['1', '1', '0', '0']);
    await page.goto('/leads/imports');
    await page.getByLabel('Déposez un fichier CSV ici').setInputFiles(file);
    await choices.getByLabel('Créer quand même').check();
    await preview.getByText('Doublon possible', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Importer', exact: true }).click();
    await result.getByText('Dont doublons possibles').waitFor();
    expect(await counts(result)).toEqual(['1', '1', '1', '0']);
    await context.close();
  });

  const counts = (result: Locator): Promise<string[]> =>
    result.getByRole('definition').allTextContents();
});
