import { afterAll, beforeAll, describe, test } from 'vitest';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { docxOf } from '../support/documents.ts';

/**
 * Goal: a supervisor writes an article and imports documents, and sees what a question finds. Method: that of
 * test/console/console.test.ts, on a stack of its own; the import runs in its worker.
 */

describe.runIf(hasBrowser)('the knowledge base', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
  });
  afterAll(() => world.stop());

  test('an article is written, found by a question, switched off and deleted', async () => {
    const { page, context } = await world.enter(world.stack.company.supervisor.email);
    await page.goto('/knowledge');
    await page.getByText('Aucun article').waitFor();
    await page.getByRole('button', { name: 'Nouvel article' }).click();
    const form = page.getByRole('dialog', { name: 'Nouvel article' });
    await form.getByRole('textbox', { name: 'Titre' }).fill('Annulations');
    await form
      .getByRole('textbox', { name: 'Texte' })
      .fill('# Délai\n\nUne inscription annulée dix jours avant le stage est remboursée.');
    await form.getByLabel('Valable à partir du').fill('2026-02-01');
    await form.getByLabel('Valable jusqu’au').fill('2026-01-31');
    await form.getByRole('button', { name: 'Créer' }).click();
    await form.locator('[aria-invalid="true"]').waitFor();
    await form.getByLabel('Valable à partir du').fill('');
    await form.getByLabel('Valable jusqu’au').fill('');
    await form.getByRole('button', { name: 'Créer' }).click();
    await page.getByText('Article créé').waitFor();

    const question = page.getByRole('textbox', { name: 'Question d’un client' });
    await question.fill('puis je annuler mes inscriptions');
    await page.getByRole('button', { name: 'Chercher', exact: true }).click();
    const found = page.getByRole('list', { name: 'Passages trouvés' });
    await found.getByText('Une inscription annulée dix jours').waitFor();
    await found.getByText(/pertinence \d+/).waitFor();
    await found.getByRole('button', { name: 'Annulations' }).click();

    const edit = page.getByRole('dialog', { name: 'Modifier l’article' });
    await edit.getByLabel('Utilisé pour les réponses').uncheck();
    await edit.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Article enregistré').waitFor();
    await page.getByRole('button', { name: 'Chercher', exact: true }).click();
    await page.getByText('Aucun passage ne répond.', { exact: false }).waitFor();

    const table = page.getByRole('table', { name: 'Articles' });
    await table.getByRole('button', { name: 'Annulations' }).click();
    await edit.getByRole('button', { name: 'Supprimer' }).click();
    const dialog = page.getByRole('dialog', { name: /^Supprimer « Annulations/ });
    await dialog.getByRole('button', { name: 'Supprimer', exact: true }).click();
    await page.getByText('Aucun article').waitFor();
    await context.close();
  });

  test('documents are imported, each with its outcome, and lead to their articles', async () => {
    const { page, context } = await world.enter(world.stack.company.supervisor.email);
    await page.goto('/knowledge');
    await page.getByRole('link', { name: 'Importer' }).click();
    await page.getByLabel('Déposez vos documents ici').setInputFiles([
      {
        name: 'retours.docx',
        mimeType: 'application/octet-stream',
        buffer: docxOf('<w:p><w:r><w:t>Les retours sont gratuits.</w:t></w:r></w:p>'),
      },
      { name: 'page.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<html>non</html>') },
    ]);
    await page.getByText('Import commencé').waitFor();
    await page.getByText('Terminé', { exact: true }).waitFor();
    await page.getByText('Le contenu n’est ni du Markdown', { exact: false }).waitFor();
    await page.getByRole('link', { name: 'retours.docx' }).click();
    const edit = page.getByRole('dialog', { name: 'Modifier l’article' });
    await edit.getByText('Les retours sont gratuits.').waitFor();
    await context.close();
  });

  test('the references are a collection of their own', async () => {
    const { page, context } = await world.enter(world.stack.company.supervisor.email);
    await page.goto('/knowledge');
    await page.getByText('Références', { exact: true }).click();
    await page.getByText('Aucun article').waitFor();
    await page.getByText('que citent les analyses des dossiers', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Nouvel article' }).click();
    const form = page.getByRole('dialog', { name: 'Nouvel article' });
    await form.getByRole('textbox', { name: 'Titre' }).fill('Code des sociétés');
    await form
      .getByRole('textbox', { name: 'Texte' })
      .fill('# Article 566\n\nLe capital est libre.');
    await form.getByLabel('Utilisé pour les analyses de dossiers').waitFor();
    await form.getByRole('button', { name: 'Créer' }).click();
    await page.getByText('Article créé').waitFor();
    const table = page.getByRole('table', { name: 'Articles' });
    await table.getByRole('button', { name: 'Code des sociétés' }).waitFor();
    await page.getByRole('textbox', { name: 'Sujet ou question' }).fill('le capital');
    await page.getByRole('button', { name: 'Chercher', exact: true }).click();
    await page
      .getByRole('list', { name: 'Passages trouvés' })
      .getByText('Le capital est libre.')
      .waitFor();

    await page.getByRole('link', { name: 'Importer' }).click();
    await page
      .getByLabel('Déposez vos documents ici')
      .setInputFiles([
        { name: 'bail.md', mimeType: 'text/markdown', buffer: Buffer.from('Le bail est écrit.') },
      ]);
    await page.getByText('Terminé', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Références' }).click();
    await table.getByRole('button', { name: 'bail' }).waitFor();

    await page.getByText('Base de connaissances', { exact: true }).last().click();
    await table.getByRole('button', { name: 'bail' }).waitFor({ state: 'detached' });
    await table.getByRole('button', { name: 'retours' }).waitFor();
    await context.close();
  });

  test('an agent reads articles and asks, and changes nothing', async () => {
    const { page, context } = await world.enter(world.stack.company.agents[0].email);
    await page.goto('/knowledge');
    await page.getByRole('textbox', { name: 'Question d’un client' }).fill('retour');
    await page.getByRole('button', { name: 'Chercher', exact: true }).click();
    await page.getByRole('list', { name: 'Passages trouvés' }).waitFor();
    await page.getByRole('button', { name: 'Nouvel article' }).waitFor({ state: 'detached' });
    await page.goto('/knowledge/imports');
    await page.getByLabel('Déposez vos documents ici').waitFor({ state: 'detached' });
    await context.close();
  });
});
