/**
 * Goal: somebody who writes a reply has a model help, sees what it proposes before it takes the place of their words, and
 * takes it back. Method: the console in Chromium, the real system, the demo model of `npm start`.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_MODEL, startFakeOpenai, type FakeOpenai } from '../../dev/fakes/openai/server.ts';
import { en } from '../../console/src/i18n/en.ts';
import { fr } from '../../console/src/i18n/fr.ts';
import { WRITING_WARNINGS } from '../../src/domain/writing-help/warnings.ts';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { insertThread } from '../support/conversation-summaries.ts';
import { insertTestMailbox } from '../support/replies.ts';

const KEY = 'cle-de-demonstration';

test.each([
  ['French', fr],
  ['English', en],
])('every warning has words in %s', (_, { writingHelp: words }) => {
  expect(Object.keys(words.warningCodes).toSorted()).toEqual([...WRITING_WARNINGS].toSorted());
});

describe.runIf(hasBrowser)('the help while writing', () => {
  let world: ConsoleWorld;
  let model: FakeOpenai;

  beforeAll(async () => {
    model = await startFakeOpenai({ apiKey: KEY });
    world = await startConsole({
      environment: { AI_BASE_URL: model.baseUrl, AI_API_KEY: KEY, AI_MODEL: DEMO_MODEL },
    });
    const { stack } = world;
    await stack.request('/inbox/knowledge/articles', {
      key: stack.company.owner.key,
      body: { title: 'Tarifs', text: 'Le dossier complet coûte 1 250 €.', tags: [] },
    });
  });
  afterAll(async () => {
    await world.stop();
    await model.stop();
  });

  const open = async (options = {}) => {
    const { stack } = world;
    const { company } = stack;
    const { id } = await insertThread(stack, ['Combien coûte le dossier complet ?']);
    const { mailboxId } = await insertTestMailbox(stack, {
      company,
      smtpUrl: 'smtp://127.0.0.1:9',
    });
    await stack.superuser`update conversations set mailbox_id = ${mailboxId} where id = ${id}`;
    const visited = await world.enter(undefined, options);
    const { page } = visited;
    await page.goto(`/conversations/${id}`);
    const field = page.getByRole('textbox', { name: 'Votre réponse' });
    await field.waitFor();
    const choose = async (name: string): Promise<void> => {
      await page.getByRole('button', { name: 'Aide IA' }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    return { ...visited, id, field, choose, proposal: page.getByRole('region', { name: /IA$/ }) };
  };

  test('drafts by keyboard, with the passages; inserted, it can be taken back', async () => {
    const { page, context, field, proposal } = await open();
    await page.getByRole('button', { name: 'Aide IA' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Rédiger une réponse' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await proposal.getByText('Le dossier complet coûte 1 250 €.').first().waitFor();
    await proposal.getByText('Démonstration').waitFor();
    await proposal.getByText('Passages utilisés (1)').waitFor();
    expect(await field.inputValue()).toBe('');
    await proposal.getByRole('button', { name: 'Insérer' }).click();
    await expect.poll(() => field.inputValue()).toContain('1 250 €');
    await page.getByRole('button', { name: 'Rétablir mon texte' }).click();
    await expect.poll(() => field.inputValue()).toBe('');
    await context.close();
  });

  test('opens on a phone too, where the tools are hidden until somebody writes', async () => {
    const { page, context, field, proposal } = await open({ width: 390 });
    await field.focus();
    await page.getByRole('button', { name: 'Aide IA' }).click();
    await page.getByRole('menuitem', { name: 'Rédiger une réponse' }).click();
    await proposal.getByRole('button', { name: 'Insérer' }).click();
    await expect.poll(() => field.inputValue()).toContain('1 250 €');
    await context.close();
  });

  test('shortens beside the text, which stays until it is replaced; cancelled, nothing changes', async () => {
    const { page, context, field, choose, proposal } = await open();
    const text = 'Le dossier est complet. Le dossier coûte 12 €. À bientôt. Merci.';
    await field.fill(text);
    await choose('Raccourcir');
    await proposal.getByRole('button', { name: 'Annuler' }).click();
    await proposal.waitFor({ state: 'detached' });
    expect(await field.inputValue()).toBe(text);
    await choose('Raccourcir');
    await proposal.waitFor();
    expect(await field.inputValue()).toBe(text);
    await field.fill(`${text} Encore.`);
    await proposal.getByText(/^Votre texte a changé/).waitFor();
    await proposal.getByRole('button', { name: 'Remplacer mon texte' }).click();
    await expect.poll(async () => (await field.inputValue()).length).toBeLessThan(text.length);
    await page.getByRole('button', { name: 'Rétablir mon texte' }).click();
    await expect.poll(() => field.inputValue()).toBe(`${text} Encore.`);
    await context.close();
  });

  test('shows warnings, and a failure in words', async () => {
    const { page, context, field, choose, proposal } = await open();
    await field.fill('Rendez-vous le 12.');
    model.script({ content: { text: 'Rendez-vous le 13 : https://mal.example' } });
    await choose('Anglais');
    const warnings = proposal.getByRole('list', { name: 'À vérifier' });
    await warnings.getByText('13', { exact: true }).waitFor();
    await warnings.getByText('mal.example', { exact: true }).waitFor();
    model.script({ status: 500 });
    await choose('Formel');
    await page
      .getByRole('alert')
      .getByText('Serveur indisponible : Le serveur est en panne.')
      .waitFor();
    expect(await field.inputValue()).toBe('Rendez-vous le 12.');
    await context.close();
  });
});
