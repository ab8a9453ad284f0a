import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PASSWORD } from '../support/api.ts';
import { hasBrowser, signIn, visit } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';

/**
 * Goal: the words of a page are there before the page, in the language of the reader; without them the reader
 * is told what to do. Method: that of console.test.ts, on a stack of its own.
 */

/** The file with the French words of all pages. */
const FRENCH = 'src/i18n/fr.ts';

describe.runIf(hasBrowser)('the words of the console', () => {
  let world: ConsoleWorld;
  let frenchFile: string;

  beforeAll(async () => {
    world = await startConsole();
    const manifest = await readFile(join(world.directory, '.vite/manifest.json'), 'utf8');
    const Manifest = z.object({ [FRENCH]: z.object({ file: z.string() }) });
    frenchFile = `**/${Manifest.parse(JSON.parse(manifest))[FRENCH].file}`;
  });

  afterAll(() => world.stop());

  /** A mark that a reload would remove. */
  const mark = (page: Page) => page.evaluate(() => document.body.setAttribute('data-kept', ''));
  const isMarked = (page: Page) => page.evaluate(() => document.body.hasAttribute('data-kept'));

  test('the sign-in page changes its language without a reload, and needs no words of pages', async () => {
    const { page, context } = await visit(world.browser, world.stack.url);
    const asked: string[] = [];
    await page.route(frenchFile, (route) => {
      asked.push(route.request().url());
      return route.continue();
    });
    await page.goto('/sign-in');
    await page.getByRole('heading', { name: 'Connexion' }).waitFor();
    await mark(page);
    await page.getByText('English', { exact: true }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.getByText('Français', { exact: true }).click();
    await page.getByRole('button', { name: 'Se connecter' }).waitFor();
    expect(await isMarked(page)).toBe(true);
    expect(asked).toEqual([]);
    await signIn(page, world.stack.company.owner.email, PASSWORD);
    await page.getByRole('heading', { level: 1, name: 'Bonjour Olga' }).waitFor();
    expect(asked).toHaveLength(1);
    await context.close();
  });

  test('a page changes its language without a reload, in the page and around it', async () => {
    const { page, context } = await world.enter(world.stack.company.supervisor.email);
    await page.goto('/settings/profile');
    await page.getByRole('heading', { level: 2, name: 'Identité' }).waitFor();
    await mark(page);
    await page.getByRole('main').getByText('English', { exact: true }).click();
    await page.getByRole('heading', { level: 2, name: 'Identity' }).waitFor();
    await page.getByRole('navigation', { name: 'Main navigation' }).waitFor();
    await page.getByRole('main').getByText('Français', { exact: true }).click();
    await page.getByRole('heading', { level: 2, name: 'Identité' }).waitFor();
    await page.getByRole('navigation', { name: 'Navigation principale' }).waitFor();
    expect(await isMarked(page)).toBe(true);
    await context.close();
  });

  test('a page whose words can’t be loaded says so in words, and opens once they can', async () => {
    const page = await unwatched(world);
    await signIn(page, world.stack.company.owner.email, PASSWORD);
    await page.getByRole('heading', { level: 1, name: 'Bonjour Olga' }).waitFor();
    await page.route(frenchFile, (route) => route.abort());
    await page.goto('/settings/audit');
    const reload = page.getByRole('button', { name: 'Recharger la page' });
    await reload.waitFor();
    await page.getByRole('navigation', { name: 'Navigation principale' }).waitFor();
    await page.unroute(frenchFile);
    await reload.click();
    await page.getByRole('heading', { name: 'Journal d’audit' }).waitFor();
    await page.context().close();
  });

  test('with the server away, the words of pages are loaded when it is back, without a reload', async () => {
    const page = await unwatched(world);
    await page.goto('/sign-in');
    await mark(page);
    await page.route(frenchFile, (route) => route.abort());
    await page.route(/\/api\/v1\/(?!session)/, (route) => route.abort());
    await page
      .getByRole('textbox', { name: 'Adresse e-mail' })
      .fill(world.stack.company.owner.email);
    await page.getByRole('textbox', { name: 'Mot de passe' }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Se connecter' }).click();
    const alert = page.getByRole('alert').getByText(/^Le serveur ne répond pas/);
    await alert.waitFor();
    await page.getByRole('button', { name: 'Réessayer' }).waitFor();
    await page.unroute(frenchFile);
    await page.unroute(/\/api\/v1\/(?!session)/);
    await page.getByRole('heading', { level: 1, name: 'Bonjour Olga' }).waitFor();
    expect(await isMarked(page)).toBe(true);
    await page.context().close();
  });
});

/** Not through `visit`: a file that can't be loaded is reported as an error of a script. */
const unwatched = ({ browser, stack }: ConsoleWorld): Promise<Page> =>
  browser.newPage({ baseURL: stack.url, locale: 'fr-FR' });
