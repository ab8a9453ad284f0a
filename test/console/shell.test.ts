import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD } from '../support/api.ts';
import {
  focused,
  hasBrowser,
  openLive,
  signIn,
  valueIs,
  visit,
} from '../support/browser/browser.ts';
import { insertActions, startConsole, type ConsoleWorld } from '../support/browser/console.ts';

/**
 * Goal: nothing takes the frame of the console away: neither an address, nor a fault, a lost connection or
 * an ended session. Method: that of console.test.ts, on a stack of its own.
 */

const PAGES_DIR = join(import.meta.dirname, '../../console/src/pages');

const PAGES = [
  '/',
  '/actions',
  '/actions/new',
  '/entities/candidat',
  '/entities/candidat/DUMI15091992',
  '/notifications',
  '/settings/profile',
  '/settings/users',
  '/settings/call-centres',
  '/settings/api-keys',
  '/settings/ai',
  '/settings/modules',
  '/settings/company',
  '/settings/routes',
  '/settings/action-types',
  '/settings/audit',
  '/settings/operations',
];

/** None of them is a status, a day, an id, a page cursor or a flag. */
const UNREADABLE = ['', 'banane', '2026-99-99', '%00'];

describe.runIf(hasBrowser)('the frame of the console', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
  });

  afterAll(() => world.stop());

  test('no page crashes on a value of its address that can’t be read, nor blames the connection', async () => {
    const names = await typedFields();
    expect(names).toContain('status');
    const { page, context } = await world.enter();
    for (const path of PAGES) {
      for (const value of UNREADABLE) {
        const query = names.map((name) => `${name}=${encodeURIComponent(value)}`).join('&');
        await page.goto(`${path}?${query}`);
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        await navigation(page).waitFor();
        const faults = page
          .getByRole('alert')
          .filter({ hasText: /ne répond pas|n’a pas pu|non valable/ });
        expect(await faults.count(), `${path}?${query}`).toBe(0);
      }
    }
    await context.close();
  }, 240_000);

  test('a value that can’t be read is taken out of the address, and the rest stays', async () => {
    const { page, context } = await world.enter();
    for (const [given, kept] of [
      ['/actions?status=banane', '/actions'],
      ['/actions?status=banane&entite_id=DUMI15091992', '/actions?entite_id=DUMI15091992'],
      ['/actions?from=hier&status=failed', '/actions?status=failed'],
    ] as const) {
      await page.goto(given);
      await page.waitForURL((url) => url.pathname + url.search === kept);
      await page.getByRole('heading', { level: 1, name: 'Actions' }).waitFor();
    }
    await context.close();
  });

  test('a filter that the api refuses is named as such, and can be cleared', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/users?after=pas-un-curseur');
    await page.getByRole('alert', { name: /L’adresse de cette page/ }).waitFor();
    await page.getByRole('button', { name: 'Effacer les filtres de l’adresse' }).click();
    await page.waitForURL(/\/users$/);
    await page.getByRole('table').getByText('Olga').first().waitFor();
    await context.close();
  });

  test('a fault of a script takes the place of the page alone, and is not a lost connection', async () => {
    const page = await unwatched(world);
    await page.goto('/examples?example=fault');
    await page.getByRole('button', { name: 'Fail' }).click();
    const fault = page.getByRole('alert', { name: 'Cette page n’a pas pu s’afficher' });
    await fault.getByText('Une erreur inattendue est survenue.').waitFor();
    await navigation(page).getByRole('link', { name: 'Actions', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Actions' }).waitFor();
    await page.context().close();
  });

  test('an answer that is not from the api is an error of ours, not a lost connection', async () => {
    const { page, context } = await world.enter();
    await page.route('**/api/v1/notifications/feed?*', (route) =>
      route.fulfill({ status: 500, contentType: 'text/html', body: '<h1>oops</h1>' }),
    );
    await page.goto('/notifications');
    await page.getByRole('main').getByText('Une erreur inattendue est survenue.').waitFor();
    await navigation(page).waitFor();
    await context.close();
  });

  test('offline, the page keeps its data and says so; a failed read is repeated when online again', async () => {
    const { page, context } = await world.enter(undefined, { isPrefetching: true });
    await openLive(page, '/entities/candidat');
    const record = page.getByRole('link', { name: 'Marie Dumitru' });
    await record.waitFor();
    await filesLoaded(page);
    await context.setOffline(true);
    const banner = page.getByText(/Vous êtes hors ligne\s: la page garde ses données/);
    await banner.waitFor();
    await record.waitFor();
    await navigation(page).getByRole('link', { name: 'Actions', exact: true }).click();
    await page
      .getByRole('alert')
      .getByText(/Vous êtes hors ligne/)
      .waitFor();
    await context.setOffline(false);
    await page.getByText('Aucune action pour l’instant').waitFor();
    await banner.waitFor({ state: 'hidden' });
    await context.close();
  });

  test('with the server away the page says so, and a failed read is repeated when it is back', async () => {
    const { page, context } = await world.enter(undefined, { isPrefetching: true });
    await openLive(page, '/entities/candidat');
    await page.getByRole('link', { name: 'Marie Dumitru' }).waitFor();
    await filesLoaded(page);
    await page.route('**/api/**', (route) => route.abort());
    await navigation(page).getByRole('link', { name: 'Actions', exact: true }).click();
    const banner = page.getByText(/Le serveur ne répond pas\s: la page garde ses données/);
    await banner.waitFor();
    await page
      .getByRole('alert')
      .getByText('Le serveur ne répond pas.', { exact: false })
      .waitFor();
    await page.unroute('**/api/**');
    await page.getByText('Aucune action pour l’instant').waitFor();
    await banner.waitFor({ state: 'hidden' });
    await context.close();
  });

  test('a decision sent offline fails in words, and what is typed stays', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/profile');
    const name = page.getByRole('textbox', { name: 'Nom' });
    await name.fill('Olga Hors-Ligne');
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Vous êtes hors ligne. Réessayez au retour de la connexion.').waitFor();
    await valueIs(page, 'Nom', 'Olga Hors-Ligne');
    await context.close();
  });

  test('when the session ends, signing in again over the page keeps what is typed', async () => {
    const { company, superuser } = world.stack;
    const { page, context } = await world.enter(company.supervisor.email);
    await page.goto('/settings/profile');
    await page.getByRole('textbox', { name: 'Nom' }).fill('Tapé avec soin');
    await superuser`delete from sessions where user_id = ${company.supervisor.id}::bigint`;
    // The page may have noticed by itself: its dialog would be in the way of the mouse.
    await page.getByRole('button', { name: 'Enregistrer' }).dispatchEvent('click');
    const dialog = page.getByRole('dialog', { name: 'Votre session a pris fin' });
    await dialog.waitFor();
    expect(await dialog.getByRole('textbox', { name: 'Adresse e-mail' }).inputValue()).toBe(
      company.supervisor.email,
    );
    await focused(dialog.getByRole('textbox', { name: 'Mot de passe' }));
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await valueIs(page, 'Nom', 'Tapé avec soin');
    expect(new URL(page.url()).pathname).toBe('/settings/profile');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Profil enregistré').waitFor();
    await context.close();
  });

  test('another user who signs in over an ended session starts at the home page', async () => {
    const { company, superuser } = world.stack;
    const { page, context } = await world.enter(company.supervisor.email);
    await page.goto('/settings/profile');
    await page.getByRole('textbox', { name: 'Nom' }).fill('Pas enregistré');
    await superuser`delete from sessions where user_id = ${company.supervisor.id}::bigint`;
    // The page may have noticed by itself: its dialog would be in the way of the mouse.
    await page.getByRole('button', { name: 'Enregistrer' }).dispatchEvent('click');
    const dialog = page.getByRole('dialog', { name: 'Votre session a pris fin' });
    await dialog.getByRole('textbox', { name: 'Adresse e-mail' }).fill(company.owner.email);
    await dialog.getByRole('textbox', { name: 'Mot de passe' }).fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Se connecter' }).click();
    await page.getByRole('heading', { level: 1, name: 'Bonjour Olga' }).waitFor();
    await page.getByRole('button', { name: /^Compte de Olga/ }).waitFor();
    await context.close();
  });

  test('without a session the console opens the sign-in page, then the page that was asked for', async () => {
    const { page, context } = await visit(world.browser, world.stack.url);
    await page.goto('/actions?status=failed');
    await page.waitForURL(/\/sign-in\?next=/);
    await page
      .getByRole('textbox', { name: 'Adresse e-mail' })
      .fill(world.stack.company.owner.email);
    await page.getByRole('textbox', { name: 'Mot de passe' }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.waitForURL(/\/actions\?status=failed$/);
    await context.close();
  });

  test('the sign-in page leads on if this browser is signed in already', async () => {
    const { page, context } = await world.enterHome();
    await page.goto('/sign-in?next=/actions');
    await page.getByRole('heading', { level: 1, name: 'Actions' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: /^Bonjour/ }).waitFor();
    await context.close();
  });

  test('an invitation link that is no longer valid says so before anything is typed', async () => {
    const { page, context } = await visit(world.browser, world.stack.url);
    await page.goto('/invitation#rli_unknown');
    await page.getByRole('alert').getByRole('heading', { level: 1 }).waitFor();
    expect(await page.getByLabel('Mot de passe').count()).toBe(0);
    await context.close();
  });

  test('an address that can’t be decoded is a page that does not exist', async () => {
    const { page, context } = await world.enter();
    await page.goto('/entities/candidat/%E0%A4%A');
    await page.getByRole('heading', { level: 1, name: 'Page introuvable' }).waitFor();
    await context.close();
  });

  test('a folded group and the icons alone stay so after a reload', async () => {
    const { page, context } = await world.enterHome();
    const actions = navigation(page).getByRole('link', { name: 'Actions', exact: true });
    const group = navigation(page).getByRole('button', { name: 'Activité' });
    await group.click();
    await actions.waitFor({ state: 'hidden' });
    await page.reload();
    await group.waitFor();
    await actions.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Réduire la navigation' }).click();
    // A rail has no titles to unfold, so it shows every link.
    await actions.waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Déployer la navigation' }).waitFor();
    const box = await navigation(page).boundingBox();
    expect(box?.width).toBeLessThan(80);
    await actions.focus();
    await page.getByRole('tooltip', { name: 'Actions' }).waitFor();
    await context.close();
  });

  test('the settings of an agent are their own account alone', async () => {
    const { page, context } = await world.enterHome(world.stack.company.agents[0].email);
    await navigation(page).getByRole('link', { name: 'Réglages' }).click();
    await page.getByRole('heading', { level: 1, name: 'Profil' }).waitFor();
    const sections = page.getByRole('navigation', { name: 'Sections des réglages' });
    expect(await sections.getByRole('link').allInnerTexts()).toEqual(['Profil', 'Notifications']);
    await context.close();
  });

  test('the addresses from before the settings lead to the pages in it, with their filters', async () => {
    const { page, context } = await world.enter();
    for (const [before, after] of [
      ['/routes?action_type=GENERER_DEVIS', '/settings/routes?action_type=GENERER_DEVIS'],
      ['/action-types?q=relance', '/settings/action-types?q=relance'],
      ['/audit?operation=entities.read', '/settings/audit?operation=entities.read'],
      ['/operations?status=failed,expired', '/settings/operations?status=failed,expired'],
      ['/operations/sent-mail?mail=1', '/settings/sent-mail?mail=1'],
    ] as const) {
      await page.goto(before);
      await page.waitForURL((url) => url.pathname + url.search === after);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
    }
    await context.close();
  });

  test('Back returns to the place in a list where the reader was', async () => {
    await insertActions(world, world.stack.otherCompany, {
      count: 60,
      status: 'succeeded',
      daysAgo: 1,
    });
    const { page, context } = await world.enterHome(world.stack.otherCompany.owner.email);
    await navigation(page).getByRole('link', { name: 'Actions', exact: true }).click();
    const rows = page.getByRole('table', { name: 'Actions', exact: true }).getByRole('row');
    const last = rows.nth(30).getByRole('link').first();
    await last.scrollIntoViewIfNeeded();
    const top = async () => Math.round((await last.boundingBox())?.y ?? -1);
    const before = await top();
    await last.click();
    await page.waitForURL(/\/actions\/.+/);
    await page.getByRole('heading', { level: 1, name: /Relancer candidat/ }).waitFor();
    await page.goBack();
    await expect.poll(top).toBe(before);
    await context.close();
  });

  test('panes are resized by keyboard, scroll on their own, and come one at a time on a phone', async () => {
    const { page, context } = await world.enter();
    await page.goto('/examples?example=panes');
    const letters = page.getByRole('region', { name: 'Letters' });
    const width = async () => (await letters.boundingBox())?.width ?? 0;
    const before = await width();
    await page.getByRole('separator', { name: 'Width of Letters' }).press('ArrowRight');
    await expect.poll(width).toBeGreaterThan(before);
    const wider = await width();
    await page.reload();
    await expect.poll(async () => Math.abs((await width()) - wider)).toBeLessThan(2);
    const height = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
    expect(height).toBeLessThanOrEqual(0);
    expect(await letters.evaluate((pane) => pane.scrollHeight > pane.clientHeight)).toBe(true);

    await page.setViewportSize({ width: 380, height: 800 });
    await page.getByRole('separator').waitFor({ state: 'hidden' });
    await letters.getByRole('link', { name: 'Letter 3', exact: true }).click();
    await page.getByText('Text of Letter 3').waitFor();
    await letters.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Back to the letters' }).click();
    await letters.waitFor();
    await context.close();
  });

  test('signing in again in one tab closes the dialog of the other, which reads its data again', async () => {
    const { company, superuser } = world.stack;
    const { page, context } = await world.enterHome(company.supervisor.email);
    const other = await openSecondTab(page, '/settings/profile');
    await other.getByRole('textbox', { name: 'Nom' }).fill('Tapé à côté');
    await superuser`delete from sessions where user_id = ${company.supervisor.id}::bigint`;
    await bothEnd(page, other);
    await superuser`update users set name = 'Renommé' where id = ${company.supervisor.id}::bigint`;
    await signInOver(page, company.supervisor.email);
    await sessionDialog(other).waitFor({ state: 'hidden' });
    await other.getByRole('button', { name: /^Compte de Renommé/ }).waitFor();
    await valueIs(other, 'Nom', 'Tapé à côté');
    await context.close();
  });

  test('another user who signs in in one tab takes the data of the first out of the other', async () => {
    const { company, superuser } = world.stack;
    const { page, context } = await world.enterHome(company.supervisor.email);
    const other = await openSecondTab(page, '/settings/profile');
    await other.getByRole('textbox', { name: 'Nom' }).fill('Pas enregistré');
    await superuser`delete from sessions where user_id = ${company.supervisor.id}::bigint`;
    await bothEnd(page, other);
    await signInOver(page, company.owner.email);
    for (const tab of [page, other]) {
      await tab.getByRole('heading', { level: 1, name: 'Bonjour Olga' }).waitFor();
      await tab.getByRole('button', { name: /^Compte de Olga/ }).waitFor();
    }
    expect(await other.evaluate(() => Object.values(sessionStorage).join())).not.toContain(
      'Pas enregistré',
    );
    await context.close();
  });
});

const navigation = (page: Page) => page.getByRole('navigation', { name: 'Navigation principale' });

const sessionDialog = (page: Page) =>
  page.getByRole('dialog', { name: 'Votre session a pris fin' });

const openSecondTab = async (page: Page, path: string): Promise<Page> => {
  const other = await page.context().newPage();
  await other.goto(path);
  await other.getByRole('heading', { level: 1 }).waitFor();
  return other;
};

/** Each tab asks the api, as after a break of the network, and finds that the session has ended. */
const bothEnd = async (...tabs: Page[]): Promise<void> => {
  for (const tab of tabs) {
    await tab.evaluate(() => window.dispatchEvent(new Event('online')));
    await sessionDialog(tab).waitFor();
  }
};

const signInOver = async (page: Page, email: string): Promise<void> => {
  const dialog = sessionDialog(page);
  await dialog.getByRole('textbox', { name: 'Adresse e-mail' }).fill(email);
  await dialog.getByRole('textbox', { name: 'Mot de passe' }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Se connecter' }).click();
};

/** Without the watch on errors of scripts, for a test that causes one. */
const unwatched = async ({ browser, stack }: ConsoleWorld): Promise<Page> => {
  const page = await browser.newPage({ baseURL: stack.url, locale: 'fr-FR' });
  await signIn(page, stack.company.owner.email, PASSWORD);
  await page.getByRole('heading', { level: 1, name: /^Bonjour/ }).waitFor();
  return page;
};

/** Resolves once the files of the other pages are there: they load while the browser is idle. */
const filesLoaded = (page: Page): Promise<void> =>
  expect
    .poll(() => page.evaluate(() => performance.getEntriesByName('relais-prefetched').length))
    .toBeGreaterThan(0);

/** The names of the search fields that are more than a text, as the routes declare them. */
const typedFields = async (): Promise<string[]> => {
  const files = await readdir(PAGES_DIR, { recursive: true });
  const sources = await Promise.all(
    files
      .filter((file) => /(?:^|\/)(?:routes|search)\.ts$/.test(file))
      .map((file) => readFile(join(PAGES_DIR, file), 'utf8')),
  );
  const found = sources.flatMap((source) =>
    [...source.matchAll(/\b(\w+): (?:whole|id|day|oneOf|someOf|flag)\(/g)].map(
      ([, name]) => name ?? '',
    ),
  );
  return [...new Set([...found, 'unknown'])];
};
