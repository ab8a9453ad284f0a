import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { focused, focusedWithin, hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import {
  conversationsAs,
  insertConversation,
  insertMessage,
  type ShownConversation,
} from '../support/conversations.ts';

/**
 * Goal: conversations are found, opened and dealt with, by keyboard, many at once and on a phone. Method: that of
 * test/console/console.test.ts, on a stack of its own, with new conversations for each test.
 */

const MINUTE_MS = 60_000;
const NAMES = ['Marie Dumitru', 'Karim Benali', 'Inès Cherif', 'Jean Delacroix', 'Léa Fontaine'];

describe.runIf(hasBrowser)('triage in the inbox', () => {
  let world: ConsoleWorld;
  let ids: number[];

  beforeAll(async () => {
    world = await startConsole();
  });

  beforeEach(async () => {
    const { stack } = world;
    const { company } = stack;
    await stack.superuser`update conversations set status = 'archive', snoozed_until = null`;
    ids = [];
    for (const [position, contactName] of NAMES.entries()) {
      const at = new Date(Date.now() - (position + 1) * MINUTE_MS);
      const subject = `Demande ${position + 1}`;
      const id = await insertConversation(stack, {
        company,
        callCentreId: company.callCentreId,
        subject,
        contactName,
        isUnread: true,
        lastMessageAt: at,
      });
      await insertMessage(stack, { company, conversationId: id, at, subject });
      ids.push(id);
    }
  });

  afterAll(() => world.stop());

  const read = (): Promise<ShownConversation[]> => {
    const owner = conversationsAs(world.stack, world.stack.company.owner.key);
    return Promise.all(ids.map((id) => owner.read(id)));
  };

  const statuses = async (): Promise<string[]> => (await read()).map(({ status }) => status);

  const row = (page: Page, position: number) =>
    page.getByRole('link', { name: new RegExp(NAMES[position] ?? '') });

  const enter = async (width = 1280) => {
    const visited = await world.enter(undefined, { width });
    await visited.page.goto('/conversations');
    await row(visited.page, 0).waitFor();
    return visited;
  };

  const subject = (page: Page, position: number) =>
    page.getByRole('heading', { level: 2, name: `Demande ${position + 1}`, exact: true });

  test('five mails are dealt with by keys alone', async () => {
    const { page, context } = await enter();
    await page.keyboard.press('j');
    await focused(row(page, 0));
    await page.keyboard.press('Enter');
    await subject(page, 0).waitFor();
    await expect.poll(async () => (await read())[0]?.is_unread).toBe(false);
    await page.keyboard.press('e');
    await subject(page, 1).waitFor();
    await page.keyboard.press('#');
    await subject(page, 2).waitFor();
    await page.keyboard.press('Shift+E');
    await subject(page, 3).waitFor();
    await page.keyboard.press('s');
    await page
      .getByRole('dialog', { name: 'Mettre en veille' })
      .getByRole('button', { name: /Demain matin/ })
      .press('Enter');
    await subject(page, 4).waitFor();
    await page.keyboard.press('a');
    await page.getByRole('dialog').getByRole('button', { name: 'À moi' }).press('Enter');
    await page.getByRole('button', { name: /^Attribuée à : (?!Personne)/ }).waitFor();
    await page.keyboard.press('u');
    await page.getByText('Aucune conversation ouverte').waitFor();
    expect(await statuses()).toEqual(['resolu', 'spam', 'archive', 'nouveau', 'nouveau']);
    const [, , , snoozed, taken] = await read();
    expect(snoozed?.snoozed_until).not.toBeNull();
    expect(taken?.assigned_to).toBe(world.stack.company.owner.id);
    await context.close();
  });

  test('a key that was pressed by mistake is undone', async () => {
    const { page, context } = await enter();
    await row(page, 0).click();
    await subject(page, 0).waitFor();
    await page.keyboard.press('e');
    await subject(page, 1).waitFor();
    await page.getByRole('button', { name: 'Annuler' }).click();
    await row(page, 0).waitFor();
    expect(await statuses()).toEqual(NAMES.map(() => 'nouveau'));
    await context.close();
  });

  test('the next conversation is opened with the focus on its row', async () => {
    const { page, context } = await enter();
    await page.keyboard.press('j');
    await focused(row(page, 0));
    await page.keyboard.press('Enter');
    await subject(page, 0).waitFor();
    for (const position of [1, 2]) {
      await page.keyboard.press('j');
      await subject(page, position).waitFor();
      await focused(row(page, position));
    }
    await page.keyboard.press('e');
    await subject(page, 3).waitFor();
    await focused(row(page, 3));
    await context.close();
  });

  test('z takes back the last one that was resolved, or marked as spam', async () => {
    const { page, context } = await enter();
    await row(page, 0).click();
    await subject(page, 0).waitFor();
    await page.keyboard.press('e');
    await subject(page, 1).waitFor();
    await page.keyboard.press('#');
    await subject(page, 2).waitFor();
    expect((await statuses()).slice(0, 2)).toEqual(['resolu', 'spam']);
    await page.keyboard.press('z');
    await row(page, 1).waitFor();
    expect((await statuses()).slice(0, 2)).toEqual(['resolu', 'nouveau']);
    await context.close();
  });

  test('several are selected by keys, and stay selected when a dialog is left', async () => {
    const { page, context } = await enter();
    await page.keyboard.press('j');
    await focused(row(page, 0));
    await page.keyboard.press('x');
    for (const position of [1, 2]) {
      await page.keyboard.press('j');
      await focused(row(page, position));
    }
    await page.keyboard.press('Shift+X');
    const selected = page.getByText('3 conversations sélectionnées');
    await selected.waitFor();
    await page.keyboard.press('a');
    const dialog = page.getByRole('dialog');
    await focusedWithin(dialog);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await selected.waitFor();
    await page.keyboard.press('Escape');
    await selected.waitFor({ state: 'detached' });
    await context.close();
  });

  test('Enter goes from the search field to the first conversation that is found', async () => {
    const { page, context } = await enter();
    await page.keyboard.press('/');
    await focused(page.getByRole('searchbox', { name: 'Rechercher dans les conversations' }));
    await page.keyboard.type('Demande 4');
    await page.keyboard.press('Enter');
    await row(page, 0).waitFor({ state: 'detached' });
    await focused(row(page, 3));
    await page.keyboard.press('Enter');
    await subject(page, 3).waitFor();
    await context.close();
  });

  test('keys do nothing while a field has the focus', async () => {
    const { page, context } = await enter();
    await page.keyboard.press('j');
    await page.keyboard.press('/');
    const search = page.getByRole('searchbox', { name: 'Rechercher dans les conversations' });
    await expect
      .poll(() => search.evaluate((field) => field === document.activeElement))
      .toBe(true);
    await page.keyboard.type('#');
    expect(await search.inputValue()).toBe('#');
    expect(await statuses()).toEqual(NAMES.map(() => 'nouveau'));
    await context.close();
  });

  test('search as one types and filters are in the address', async () => {
    const { page, context } = await enter();
    await page
      .getByRole('searchbox', { name: 'Rechercher dans les conversations' })
      .fill('Demande 3');
    await row(page, 0).waitFor({ state: 'detached' });
    await row(page, 2).waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('Demande 3');
    await page.getByRole('navigation', { name: 'Dossiers' }).getByText('Résolues').click();
    await page.waitForURL(/status=resolu/);
    await row(page, 2).waitFor({ state: 'detached' });
    await context.close();
  });

  test('selected conversations are changed at once', async () => {
    const { page, context } = await enter();
    for (const name of NAMES.slice(0, 2)) {
      await page.getByRole('checkbox', { name: `Sélectionner ${name}` }).check();
    }
    const bar = page.getByRole('region', { name: 'Lignes sélectionnées' });
    await bar.getByText('2 conversations sélectionnées').waitFor();
    await bar.getByRole('button', { name: 'Statut' }).click();
    await page.getByRole('menuitem', { name: 'En cours' }).click();
    await page.getByText('2 conversations, statut : En cours').waitFor();
    expect(await statuses()).toEqual(['en_cours', 'en_cours', 'nouveau', 'nouveau', 'nouveau']);
    await context.close();
  });

  test('a change of the contact is not resolved unseen', async () => {
    const { page, context } = await enter();
    await row(page, 0).click();
    await subject(page, 0).waitFor();
    await world.stack.superuser`
      update conversations set version = version + 1 where id = ${ids[0] ?? 0}
    `;
    await page.keyboard.press('e');
    await page.getByText('La conversation a changé entre-temps').waitFor();
    expect((await statuses())[0]).toBe('nouveau');
    await context.close();
  });

  test('who else looks at a conversation is shown', async () => {
    const { stack } = world;
    const { page, context } = await enter();
    await row(page, 0).click();
    await subject(page, 0).waitFor();
    const { supervisor } = stack.company;
    await conversationsAs(stack, supervisor.key).presence(ids[0] ?? 0, 'typing');
    await page
      .getByText(/écrit…/)
      .first()
      .waitFor();
    await context.close();
  });

  test('at 380 px one pane is shown at a time', async () => {
    const { page, context } = await enter(380);
    await row(page, 0).click();
    await subject(page, 0).waitFor();
    expect(await row(page, 1).count()).toBe(0);
    await page.getByRole('button', { name: 'Retour à la liste' }).click();
    await row(page, 1).waitFor();
    await page.getByRole('button', { name: 'Dossiers' }).click();
    await page.getByRole('link', { name: /^Résolues/ }).click();
    await page.getByText('Aucune conversation ne correspond').waitFor();
    const isWide = await page.evaluate(
      () => document.documentElement.scrollWidth > window.innerWidth,
    );
    expect(isWide).toBe(false);
    await context.close();
  });
});
