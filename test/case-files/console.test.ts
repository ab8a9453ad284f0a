import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EICAR, startFakeClamd, type FakeClamd } from '../../dev/fakes/clamd/server.ts';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { uploadedCaseFile } from '../support/case-files.ts';
import { insertClient, openCase } from '../support/cases.ts';
import { docxOf, pdfOf, pdfWith } from '../support/documents.ts';

/**
 * Goal: files are brought to a case, seen and taken away in the console, and nothing of them runs there. Method: that of
 * test/console/console.test.ts, on a stack of its own, with a server that speaks the protocol of ClamAV.
 */

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const SCRIPT = "<script>document.title = 'taken'</script>";
const TEXT_SHOWN_MAX_BYTES = 64 * 1024;

const OPEN_ACTION =
  '/OpenAction << /S /JavaScript /JS (app.alert\\("Session"\\); app.response\\("Password?"\\)) >>';
const BROKEN_PDF = '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF';
const LOCKED_PDF = pdfWith(
  {
    trailer: `/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'11'.repeat(32)}> /U <${'22'.repeat(32)}> >>`,
  },
  ['Secret'],
);

const darkPixelsOf = (shown: Locator): Promise<number> =>
  shown.locator('canvas').evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const context = (element as HTMLCanvasElement).getContext('2d');
    const { data = [] } = context?.getImageData(0, 0, width, height) ?? {};
    let count = 0;
    for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 255) < 100) count += 1;
    return count;
  });

const textFile = (name: string, content: string | Buffer) => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(content),
});

describe.runIf(hasBrowser)('the files of a case', () => {
  let world: ConsoleWorld;
  let clamd: FakeClamd;
  let clientId: number;

  beforeAll(async () => {
    clamd = await startFakeClamd();
    world = await startConsole({
      environment: { CLAMAV_HOST: clamd.host, CLAMAV_PORT: String(clamd.port) },
    });
    clientId = await insertClient(world.stack, world.stack.company);
  });
  afterAll(async () => {
    await world.stop();
    await clamd.stop();
  });

  const openFiles = async () => {
    const { owner } = world.stack.company;
    const { id } = await openCase(world.stack, owner, { client_id: clientId });
    const visited = await world.enter();
    const { page } = visited;
    await page.goto(`/cases/${id}?tab=files`);
    await page.getByText('Aucun fichier').first().waitFor();
    return {
      ...visited,
      id,
      list: page.getByRole('list', { name: 'Fichiers', exact: true }),
      uploads: page.getByRole('list', { name: 'Envois' }),
      add: (name: string, content: string | Uint8Array) =>
        uploadedCaseFile(world.stack, { key: owner.key, caseId: id, name, content }),
    };
  };
  const choose = (page: Page, files: ReturnType<typeof textFile>[]) =>
    page.locator('input[type=file]').setInputFiles(files);

  test('several are chosen at once: each is added, or says why it is not', async () => {
    const { page, context, list, uploads } = await openFiles();
    await choose(page, [
      textFile('statuts.txt', 'Statuts de la société'),
      textFile('outil.exe', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(2000)])),
      textFile('vide.txt', ''),
      textFile('contrat\u202Efdp.txt', 'Contrat'),
    ]);
    await page.getByText('2 fichiers envoyés').waitFor();
    await list.getByRole('article', { name: 'statuts.txt' }).getByText('Sans virus').waitFor();
    await list.getByRole('article', { name: 'contratfdp.txt' }).waitFor();
    await uploads.getByText('Les programmes ne sont pas acceptés').waitFor();
    await uploads.getByText('Ce fichier est vide.').waitFor();
    await uploads.getByText('Ajouté sous un autre nom : contratfdp.txt').waitFor();
    await uploads.getByRole('button', { name: 'Retirer vide.txt' }).click();
    expect(await uploads.getByText('Ce fichier est vide.').count()).toBe(0);
    await context.close();
  });

  test('one is dropped on the tab', async () => {
    const { page, context, list } = await openFiles();
    await page.getByRole('button', { name: 'Ajouter des fichiers' }).evaluate((button) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['Déposé'], 'depot.txt', { type: 'text/plain' }));
      button.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true }));
      button.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
    });
    await list.getByRole('article', { name: 'depot.txt' }).waitFor();
    await context.close();
  });

  test('an upload shows how far it is, goes on beside another tab, and is cancelled', async () => {
    const { page, context, uploads } = await openFiles();
    await page.route('**/api/crm/case/*/file', (route) =>
      route.request().method() === 'POST' ? undefined : route.fallback(),
    );
    await choose(page, [textFile('lent.txt', 'x'.repeat(1000))]);
    // Nothing has gone out: its bar has no width.
    const bar = uploads.getByRole('progressbar', { name: 'Envoi de lent.txt' });
    await bar.waitFor({ state: 'attached' });
    await page.getByRole('tab', { name: 'Notes' }).click();
    await page.getByRole('tab', { name: 'Fichiers' }).click();
    await uploads.getByRole('button', { name: 'Annuler l’envoi de lent.txt' }).click();
    await page.getByText('Aucun fichier').first().waitFor();
    await context.close();
  });

  test('one that is too large is refused in words', async () => {
    const { page, context, uploads } = await openFiles();
    await page.route('**/api/crm/case/*/file', (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({ status: 413, contentType: 'text/html', body: '<h1>nginx</h1>' })
        : route.fallback(),
    );
    await choose(page, [textFile('film.txt', 'x')]);
    await uploads.getByText('Ce fichier est trop volumineux.').waitFor();
    await context.close();
  });

  test('an infected one is said to be, live, and is not given away', async () => {
    const { context, list, add } = await openFiles();
    await add('virus.txt', EICAR);
    const file = list.getByRole('article', { name: 'virus.txt' });
    await file.getByText('Virus trouvé (Win.Test.EICAR_HDB-1). Le contenu a été effacé.').waitFor();
    expect(await file.getByRole('link').count()).toBe(0);
    expect(await file.getByRole('button', { name: /^(Afficher|Aperçu)/ }).count()).toBe(0);
    await context.close();
  });

  test('one that the scanner could not check stays in quarantine, with the reason', async () => {
    const { context, list, add } = await openFiles();
    clamd.behave('exceed_limits');
    try {
      await add('archive.txt', 'x'.repeat(2000));
      const file = list.getByRole('article', { name: 'archive.txt' });
      await file.getByText('En quarantaine').waitFor();
      await file.getByText('il est trop volumineux pour l’antivirus', { exact: false }).waitFor();
      expect(await file.getByRole('link').count()).toBe(0);
    } finally {
      clamd.behave('scan');
    }
    await context.close();
  });

  test('a name has versions: the older ones open, are deleted with a question, and restored', async () => {
    const { page, context, list, add } = await openFiles();
    await add('bail.txt', 'Loyer : 900 €');
    await add('bail.txt', 'Loyer : 950 €');
    await list.getByRole('button', { name: 'Versions précédentes de bail.txt' }).click();
    const versions = page.getByRole('list', { name: 'Versions précédentes de bail.txt' });
    const first = versions.getByRole('article', { name: 'bail.txt' });
    await first.getByText('version 1', { exact: false }).waitFor();
    await first.getByRole('button', { name: 'Afficher bail.txt' }).click();
    const shown = page.getByRole('dialog', { name: 'bail.txt' });
    await shown.getByText('Loyer : 900 €').waitFor();
    await page.keyboard.press('Escape');
    await shown.waitFor({ state: 'detached' });

    const download = page.waitForEvent('download');
    await first.getByRole('link', { name: 'Télécharger bail.txt' }).click();
    expect((await download).suggestedFilename()).toBe('bail.txt');

    await first.getByRole('button', { name: 'Supprimer bail.txt' }).click();
    const question = page.getByRole('dialog', { name: 'Supprimer bail.txt ?' });
    await question.getByRole('button', { name: 'Supprimer' }).click();
    await page.getByText('Fichier supprimé').first().waitFor();
    await first.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Fichiers supprimés' }).click();
    await page.getByRole('button', { name: 'Restaurer bail.txt' }).click();
    await first.waitFor();
    await page.getByText('Aucun fichier supprimé.').waitFor();
    await context.close();
  });

  test('a picture, a document and the beginning of a text are shown; a page and an SVG are not', async () => {
    const { page, context, list, add } = await openFiles();
    await add('plan.png', PNG);
    await add('long.txt', `Premier ${SCRIPT}\n${'x'.repeat(TEXT_SHOWN_MAX_BYTES)}DERNIER`);
    await add('contrat.docx', docxOf('<w:p><w:r><w:t>Article premier</w:t></w:r></w:p>'));
    await add('page.html', `<html><body>${SCRIPT}</body></html>`);
    await add('logo.svg', `<svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`);
    const show = async (name: string) => {
      await list.getByRole('button', { name: `Afficher ${name}` }).click();
      return page.getByRole('dialog', { name });
    };
    const close = async (name: string): Promise<void> => {
      await page.keyboard.press('Escape');
      await page.getByRole('dialog', { name }).waitFor({ state: 'detached' });
    };
    const picture = (await show('plan.png')).getByRole('img', { name: 'plan.png' });
    await expect
      .poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth))
      .toBe(1);
    await close('plan.png');

    const answered = page.waitForResponse((answer) => answer.status() === 206);
    const text = await show('long.txt');
    await text.getByText(SCRIPT, { exact: false }).waitFor();
    await text.getByText('Seul le début est affiché.', { exact: false }).waitFor();
    expect(await text.getByText('DERNIER', { exact: false }).count()).toBe(0);
    expect((await (await answered).body()).byteLength).toBe(TEXT_SHOWN_MAX_BYTES);
    expect(await page.title()).not.toBe('taken');
    await close('long.txt');

    await (await show('contrat.docx')).getByText('Article premier').waitFor();
    await close('contrat.docx');
    for (const name of ['page.html', 'logo.svg']) {
      const file = list.getByRole('article', { name });
      await file.getByText('Sans virus').waitFor();
      expect(await file.getByRole('button', { name: /^(Afficher|Aperçu)/ }).count()).toBe(0);
    }
    await context.close();
  });

  test('a PDF is drawn page by page, and a script in it does not run', async () => {
    const { page, context, list, add } = await openFiles();
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await add('bail.pdf', pdfWith({ catalog: OPEN_ACTION }, ['Loyer'], ['Charges'], ['Fin']));
    const answered = page.waitForResponse((answer) => answer.url().endsWith('?inline=true'));
    await list.getByRole('button', { name: 'Afficher bail.pdf' }).click();
    const shown = page.getByRole('dialog', { name: 'bail.pdf' });
    const first = shown.getByRole('group', { name: 'Page 1', exact: true });
    await first.getByText('Loyer').waitFor();
    expect(await darkPixelsOf(first)).toBeGreaterThan(10);
    await shown.getByText('Page 1 sur 3').waitFor();
    expect((await answered).headers()).toMatchObject({
      'content-security-policy': "default-src 'none'; sandbox",
      'x-frame-options': 'DENY',
    });

    const pages = shown.getByRole('region', { name: 'bail.pdf' });
    const widthOf = async () => (await first.boundingBox())?.width ?? 0;
    const fitting = await widthOf();
    await shown.getByRole('button', { name: 'Agrandir' }).click();
    await expect.poll(widthOf).toBeGreaterThan(1.4 * fitting);
    await pages.focus();
    await page.keyboard.press('End');
    await shown.getByText('Page 3 sur 3').waitFor();
    await shown
      .getByRole('group', { name: 'Page 3', exact: true })
      .getByText('Fin')
      .waitFor({ state: 'attached' });
    expect(dialogs).toEqual([]);
    expect(page.frames()).toHaveLength(1);
    await context.close();
  });

  test('of a PDF with many pages only those in sight are drawn', async () => {
    const { page, context, list, add } = await openFiles();
    await add('long.pdf', pdfOf(...Array.from({ length: 300 }, (_, n) => [`Article ${n + 1}`])));
    await list.getByRole('button', { name: 'Afficher long.pdf' }).click();
    const shown = page.getByRole('dialog', { name: 'long.pdf' });
    await shown.getByText('Article 1', { exact: true }).waitFor();
    await shown.getByText('Page 1 sur 300').waitFor();
    expect(await shown.getByRole('group', { name: /^Page / }).count()).toBeLessThan(6);
    await context.close();
  });

  test.each([
    ['broken', 'casse.pdf', BROKEN_PDF, 'Ce PDF ne peut pas être affiché.'],
    ['locked', 'secret.pdf', LOCKED_PDF, 'Ce PDF est protégé par un mot de passe.'],
  ])('a %s PDF says so, with its download beside', async (_, name, content, words) => {
    const { page, context, list, add } = await openFiles();
    await add(name, content);
    await list.getByRole('button', { name: `Afficher ${name}` }).click();
    const shown = page.getByRole('dialog', { name });
    await shown.getByRole('alert').getByText(words, { exact: false }).waitFor();
    await shown.getByRole('link', { name: 'Télécharger' }).waitFor();
    await context.close();
  });

  test('an address names a file, also an older version', async () => {
    const { page, context, id, list, add } = await openFiles();
    const older = await add('acte.txt', 'Projet');
    await add('acte.txt', 'Signé');
    await page.goto(`/cases/${id}?tab=files&file=${older.id}`);
    const asked = page.locator('article[data-shown]');
    await asked.getByText('version 1', { exact: false }).waitFor();
    await expect
      .poll(() => asked.evaluate((element) => element === document.activeElement))
      .toBe(true);
    await page.goto(`/cases/${id}?tab=files&file=999999`);
    await page.getByText('Ce fichier a été supprimé.').waitFor();
    await list.getByRole('article', { name: 'acte.txt, version 2' }).waitFor();
    await context.close();
  });
});
