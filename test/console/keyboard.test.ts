import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { focused, focusedWithin, hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';

/**
 * Goal: opening and closing a part of the page moves the focus, so that a keyboard is enough. Method: that
 * of console.test.ts, on a stack of its own.
 */

describe.runIf(hasBrowser)('the keyboard in the console', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
  });

  afterAll(() => world.stop());

  test('Enter opens the account on its first link, and Escape returns the focus', async () => {
    const { page, context } = await world.enterHome();
    const opener = page.getByRole('button', { name: /^Compte de/ });
    await opener.press('Enter');
    const account = page.getByRole('dialog', { name: /^Compte de/ });
    await focused(account.getByRole('link', { name: 'Mon profil' }));
    await account.getByRole('radiogroup', { name: 'Langue' }).waitFor();
    await account.getByRole('radiogroup', { name: 'Apparence' }).waitFor();
    await page.keyboard.press('Escape');
    await account.waitFor({ state: 'hidden' });
    await focused(opener);
    await context.close();
  });

  test('the menu on a phone takes the focus, and Escape returns it', async () => {
    const { page, context } = await world.enterHome(undefined, { width: 380 });
    const opener = page.getByRole('button', { name: 'Menu', exact: true });
    const home = page.getByRole('link', { name: 'Accueil', exact: true });
    await home.waitFor({ state: 'hidden' });
    await opener.press('Enter');
    await home.waitFor();
    await focused(page.getByRole('link', { name: /^Relais/ }));
    await page.keyboard.press('Escape');
    await home.waitFor({ state: 'hidden' });
    await focused(opener);
    await context.close();
  });

  test('an Escape pressed while something opens closes it, and the focus stays', async () => {
    const { page, context } = await world.enterHome();
    const escapes = async (name: RegExp): Promise<void> => {
      const opener = (expanded: boolean) => page.getByRole('button', { name, expanded }).first();
      await opener(false).focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await focused(opener(false));
      await expect.poll(() => page.locator('[role=dialog], [role=menu]').count()).toBe(0);
    };
    await escapes(/^Compte de/);
    await page.goto('/settings/users');
    await escapes(/^Actions pour/);
    await page.setViewportSize({ width: 380, height: 900 });
    await escapes(/^Menu$/);
    await context.close();
  });

  test('the fields of a record take the focus, and saving and cancelling return it', async () => {
    const { page, context } = await world.enter();
    await page.goto('/entities/candidat/DUMI15091992');
    const opener = page.getByRole('button', { name: 'Modifier les données' });
    const firstName = page.getByRole('textbox', { name: 'Prénom' });
    for (const way of ['Annuler', 'Enregistrer']) {
      await opener.press('Enter');
      await focused(page.getByRole('region', { name: 'Données' }).getByRole('textbox').first());
      await firstName.fill(way);
      await page.getByRole('button', { name: way }).press('Enter');
      await focused(opener);
    }
    await context.close();
  });

  test('a dialog opened from the menu of a user returns the focus to that menu', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/users');
    const opener = page.getByRole('button', { name: /^Actions pour/ }).first();
    const open = async (item: string): Promise<void> => {
      await opener.press('Enter');
      await focusedWithin(page.getByRole('menu'));
      await page.getByRole('menuitem', { name: item }).press('Enter');
      await focusedWithin(page.getByRole('dialog'));
    };
    for (const item of ['Modifier', 'Désactiver']) {
      await open(item);
      await page.keyboard.press('Escape');
      await focused(opener);
    }
    await open('Nouveau lien');
    await page.getByRole('button', { name: 'J’ai transmis le lien' }).press('Enter');
    await focused(opener);
    await context.close();
  });
});
