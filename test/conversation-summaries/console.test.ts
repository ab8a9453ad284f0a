/**
 * Goal: somebody who opens a long conversation reads what was said, goes to the message that says it, and sees when it is
 * old. Method: the console in Chromium, the real system, the demo model of `npm start`.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_MODEL, startFakeOpenai, type FakeOpenai } from '../../dev/fakes/openai/server.ts';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { addMessage, insertThread, summariesAs } from '../support/conversation-summaries.ts';

const KEY = 'cle-de-demonstration';

describe.runIf(hasBrowser)('the summary of an open conversation', () => {
  let world: ConsoleWorld;
  let model: FakeOpenai;

  beforeAll(async () => {
    model = await startFakeOpenai({ apiKey: KEY });
    world = await startConsole({
      environment: { AI_BASE_URL: model.baseUrl, AI_API_KEY: KEY, AI_MODEL: DEMO_MODEL },
    });
  });
  afterAll(async () => {
    await world.stop();
    await model.stop();
  });

  const open = async (id: number) => {
    const visited = await world.enter();
    await visited.page.goto(`/conversations/${id}`);
    const card = visited.page.getByRole('region', { name: 'Résumé' });
    return { ...visited, card };
  };

  test('is asked for, leads to its messages, and says when it is old', async () => {
    const { stack } = world;
    const { id } = await insertThread(stack, [
      'Bonjour, notre commande de vis est en retard.',
      'Nous vous rappellerons le 3 mars 2027 pour la commande.',
      'Merci. Pouvez-vous joindre la facture de la commande ?',
    ]);
    const { page, context, card } = await open(id);
    await card.getByRole('button', { name: 'Résumer' }).click();
    await card.getByText('À jour').waitFor();
    await card.getByText('Démonstration').waitFor();
    const promise = card.getByRole('list', { name: 'Promesses' }).getByRole('listitem');
    expect(await promise.textContent()).toContain('pour le 3 mars 2027');
    await card.getByRole('list', { name: 'Prochaine étape' }).waitFor();
    await promise.getByRole('button', { name: /^Aller au message/ }).click();
    const said = page
      .getByRole('article')
      .filter({ hasText: 'Nous vous rappellerons le 3 mars 2027' });
    const head = said.getByRole('button').first();
    await expect.poll(() => head.getAttribute('aria-expanded')).toBe('true');
    await expect
      .poll(() => head.evaluate((element) => element === document.activeElement))
      .toBe(true);

    // What is written below leaves the title of the conversation in sight.
    await page.getByRole('button', { name: 'Aide IA' }).click();
    await page.getByRole('menuitem', { name: 'Rédiger une réponse' }).click();
    await page.getByRole('region', { name: 'Proposition de l’IA' }).waitFor();
    const title = page.getByRole('heading', { level: 2, name: 'Devis' });
    const isInSight = () =>
      title.evaluate((element) => {
        const { top, left } = element.getBoundingClientRect();
        return element.contains(document.elementFromPoint(left + 5, top + 5));
      });
    await expect.poll(isInSight).toBe(true);

    await addMessage(stack, id, 'Elle est partie hier.');
    await page.reload();
    await card.getByText('Périmé').waitFor();
    await card.getByRole('button', { name: 'Refaire le résumé' }).click();
    await card.getByText('À jour').waitFor();
    await context.close();
  });

  test('of a colleague appears by itself; a message that is not loaded is read when it is asked for', async () => {
    const { stack } = world;
    const { id, messageIds } = await insertThread(
      stack,
      Array.from({ length: 40 }, (_, place) => `Message numéro ${place}`),
    );
    const { page, context, card } = await open(id);
    await card.getByRole('button', { name: 'Résumer' }).waitFor();
    model.script({
      content: {
        points: [{ text: 'Le tout premier.', message_ids: messageIds.slice(0, 1) }],
        questions: [],
        promises: [],
        next_step: null,
      },
    });
    await summariesAs(stack, stack.company.supervisor.key).write(id);
    await card.getByRole('button', { name: /^Résumé/ }).click();
    await card
      .getByRole('list', { name: 'Points clés' })
      .getByRole('button', { name: /Message plus ancien/ })
      .click();
    await page
      .locator(`[data-message="${messageIds[0]}"]`)
      .getByRole('button', { expanded: true })
      .waitFor();
    await context.close();
  });

  test('that could not be had says why', async () => {
    const { stack } = world;
    const { id } = await insertThread(stack, ['Un', 'Deux', 'Trois']);
    const { page, context, card } = await open(id);
    model.script({ status: 500 });
    await card.getByRole('button', { name: 'Résumer' }).click();
    await page.getByText('Serveur indisponible : Le serveur est en panne.').waitFor();
    await card.getByText('Le dernier essai n’a rien donné : Le serveur est en panne.').waitFor();
    await context.close();
  });
});

describe.runIf(hasBrowser)('without a model', () => {
  test('nothing of it is shown', async () => {
    const world = await startConsole();
    const { id } = await insertThread(world.stack, ['Un', 'Deux', 'Trois']);
    const { page } = await world.enter();
    await page.goto(`/conversations/${id}`);
    await page.getByRole('textbox', { name: 'Votre réponse' }).waitFor();
    await page.getByRole('article').first().waitFor();
    expect(await page.getByRole('region', { name: 'Résumé' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Aide IA' }).count()).toBe(0);
    await world.stop();
  });
});
