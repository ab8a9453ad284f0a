import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD } from '../support/api.ts';
import {
  buildConsole,
  CONSOLE_DIRECTORY,
  hasBrowser,
  launchBrowser,
  signIn,
  visit,
} from '../support/browser.ts';
import { startFakeN8n, type FakeN8n } from '../support/fake-n8n.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

/**
 * Goal: what people do in the console. Method: real Chromium on the built console, the real api, relay,
 * Temporal and worker; n8n is the test's. By role and label, so that what is found can also be heard.
 */

const PAGES = [
  '/',
  '/actions',
  '/actions/new',
  '/entities/candidat',
  '/entities/candidat/DUMI15091992',
  '/routes',
  '/action-types',
  '/notifications',
  '/audit',
  '/operations',
  '/settings/profile',
  '/settings/users',
  '/settings/call-centres',
  '/settings/api-keys',
  '/settings/company',
];

describe.runIf(hasBrowser)('the console', () => {
  let n8n: FakeN8n;
  let stack: TestStack;
  let browser: Browser;

  beforeAll(async () => {
    await buildConsole();
    n8n = await startFakeN8n();
    stack = await startTestStack({ n8n, environment: { CONSOLE_DIR: CONSOLE_DIRECTORY } });
    browser = await launchBrowser();
    const created = await stack.request('/api/v1/entities/candidat', {
      key: stack.company.owner.key,
      body: { ref: 'DUMI15091992', data: { nom: 'Dumitru', prenom: 'Marie' } },
    });
    expect(created.status).toBe(201);
  });

  afterAll(async () => {
    await browser.close();
    await stack.stop();
    await n8n.stop();
  });

  const enter = async (email: string, options?: Parameters<typeof visit>[2]) => {
    const visited = await visit(browser, stack.url, options);
    await signIn(visited.page, email, PASSWORD);
    await visited.page.getByRole('heading', { level: 1, name: /^Bonjour/ }).waitFor();
    return visited;
  };

  test('a wrong password is refused in words, the right one opens the home page', async () => {
    const { page, context } = await visit(browser, stack.url);
    await signIn(page, stack.company.owner.email, 'pas le bon mot de passe');
    await page.getByText('Adresse e-mail ou mot de passe incorrect.').waitFor();
    await signIn(page, stack.company.owner.email, PASSWORD);
    await page.getByRole('heading', { level: 1, name: 'Bonjour Olga' }).waitFor();
    await context.close();
  });

  test('an action sent from a record is previewed, then changes its status live', async () => {
    const { page, context, complaints } = await enter(stack.company.owner.email);
    await page.goto('/entities/candidat/DUMI15091992');
    await page.getByRole('link', { name: 'Nouvelle action' }).click();
    await page.getByRole('combobox', { name: 'Type d’action' }).click();
    await page.getByRole('option', { name: /RELANCE_CANDIDAT_EMAIL/ }).click();
    await page.getByText('Partira vers marjorie-candidat-relance').waitFor();
    await page.getByText('Prête à partir').waitFor();
    await page.getByRole('button', { name: 'Envoyer l’action' }).click();
    await page.getByRole('heading', { level: 1, name: /Relancer candidat par email/ }).waitFor();
    const dispatch = await until('n8n gets the action', () => n8n.dispatches.at(-1));
    await page.getByRole('heading', { level: 1, name: /En attente de réponse/ }).waitFor();
    await n8n.callBack(dispatch, {
      callbackId: 'browser',
      status: 'succeeded',
      message: 'Relance envoyée à Marie Dumitru',
    });
    await page.getByRole('heading', { level: 1, name: /Réussie/ }).waitFor();
    await page.getByText('Relance envoyée à Marie Dumitru').first().waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('the filters of the actions stand in the address and survive a reload', async () => {
    const { page, context } = await enter(stack.company.owner.email);
    await page.goto('/actions');
    await page.getByRole('button', { name: 'À traiter' }).click();
    await page.waitForURL(/status=failed,expired/);
    await page.reload();
    await page.getByText('Aucune action ne correspond').waitFor();
    const button = page.getByRole('button', { name: 'À traiter' });
    expect(await button.getAttribute('aria-pressed')).toBe('true');
    await context.close();
  });

  test('a route added for a type that none caught is saved and ends the warning', async () => {
    const { page, context } = await enter(stack.company.owner.email);
    await page.goto('/routes');
    await page.getByText('Types qu’aucune route n’attrape (6)').waitFor();
    await page.getByRole('button', { name: 'Ajouter une route pour NOTIFIER_NOTE' }).click();
    await page.getByLabel('Workflow n8n').last().fill('marjorie-notes');
    await page.getByText('Types qu’aucune route n’attrape (5)').waitFor();
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Table modifiée').waitFor();
    await page.reload();
    await page.getByText('Types qu’aucune route n’attrape (5)').waitFor();
    await context.close();
  });

  test('the language switches to English and stays', async () => {
    const { page, context } = await enter(stack.company.supervisor.email);
    await page.goto('/settings/profile');
    await page.getByRole('main').getByText('English').click();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    await context.close();
  });

  test('no page scrolls sideways at 360 px, complains, or calls elsewhere', async () => {
    const { page, context, complaints } = await enter(stack.company.owner.email, { width: 360 });
    for (const path of PAGES) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      expect(overflow, path).toBeLessThanOrEqual(0);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('the keyboard alone reaches the actions', async () => {
    const { page, context } = await enter(stack.company.owner.email);
    await page.keyboard.press('Control+k');
    const search = page.getByRole('textbox', { name: 'Rechercher ou aller à…' });
    await search.waitFor();
    await until('the search has the focus', () =>
      search.evaluate((field) => field === document.activeElement || undefined),
    );
    await page.keyboard.type('Actions');
    // Which one Enter takes is told by its looks alone.
    await page.locator('[data-selected]', { hasText: /^Actions/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Actions', exact: true }).waitFor();
    await context.close();
  });

  test('an agent is not offered what only owners may do', async () => {
    const { page, context } = await enter(stack.company.agents[0].email);
    const navigation = page.getByRole('navigation', { name: 'Navigation principale' });
    await navigation.getByRole('link', { name: 'Actions', exact: true }).waitFor();
    expect(await navigation.getByRole('link', { name: 'Journal d’audit' }).count()).toBe(0);
    expect(await navigation.getByRole('link', { name: 'Opérations' }).count()).toBe(0);
    await page.goto('/routes');
    await page.getByText('Seul un propriétaire peut modifier le routage.').waitFor();
    expect(await page.getByRole('button', { name: 'Enregistrer' }).count()).toBe(0);
    await context.close();
  });
});
