import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as rank from '../../console/src/shell/palette/rank.ts';
import { rankOf } from '../../src/domain/search/rank.ts';
import { createAction, createEntity } from '../support/actions.ts';
import { focused, hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { createIngest, insertMailbox, mailOf } from '../support/mails.ts';

/**
 * Goal: the palette opens what was typed, however fast, and nothing else. Method: that of console.test.ts;
 * some answers of the api are held back, and let go in another order.
 */

test('the console ranks by the same rule as the api', () => {
  const things = [
    { title: 'Marie Dumitru', names: ['DUMI15091992'] },
    { title: 'Éloïse Benaïssa', names: ['eloise@example.com'] },
    { title: 'Œuvre n° 7', more: ['cœur'] },
    { title: 'Actions', more: ['Décider'] },
  ];
  const texts = [
    'marie',
    'MARIE DUMITRU',
    'dum',
    'eloise@example.com',
    'coeur',
    'œuv',
    'decid',
    '?',
  ];
  for (const thing of things) {
    for (const text of texts) expect(rank.rankOf(thing, text)).toBe(rankOf(thing, text));
  }
});

describe.runIf(hasBrowser)('the palette', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
    const { stack } = world;
    const { owner, agents } = stack.company;
    const people = [
      ['KARIM-1', 'Karim', 'Haddad'],
      ['KARIMA-2', 'Karima', 'Haddad'],
    ] as const;
    for (const [ref, prenom, nom] of people) {
      await createEntity(stack, owner.key, { type: 'candidat', ref, data: { prenom, nom } });
    }
    await createAction(stack, agents[0]);
  });

  afterAll(() => world.stop());

  const openPalette = async (page: Page) => {
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Rechercher ou aller à…' });
    const field = palette.getByRole('combobox', { name: 'Rechercher ou aller à…' });
    await focused(field);
    return { palette, field, options: palette.getByRole('option') };
  };
  const heading = (page: Page, name: string) =>
    page.getByRole('heading', { level: 1, name, exact: true });

  /** Holds back the answers to searches, until they are let go by their text. */
  const holdSearches = async (page: Page) => {
    const held = new Map<string, Route>();
    await page.route('**/api/v1/search?*', (route) => {
      held.set(new URL(route.request().url()).searchParams.get('q') ?? '', route);
    });
    return {
      isAsked: (text: string) => expect.poll(() => held.has(text)).toBe(true),
      release: async (text: string) => held.get(text)?.continue(),
    };
  };

  test('opens a page with the keyboard alone', async () => {
    const { page, context } = await world.enterHome();
    const { options } = await openPalette(page);
    await page.keyboard.type('actio');
    await page.getByRole('option', { name: 'Actions', selected: true }).waitFor();
    expect(await options.first().getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Enter');
    await heading(page, 'Actions').waitFor();
    await context.close();
  });

  test.each([
    ['à valider', 'À valider', 'À valider'],
    ['base de conn', 'Base de connaissances', 'Base de connaissances'],
    ['ia', 'IA', 'IA'],
  ])('finds a page about answers by %j', async (text, option, title) => {
    const { page, context } = await world.enterHome();
    const { palette } = await openPalette(page);
    await page.keyboard.type(text);
    await palette.getByRole('option', { name: option, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await heading(page, title).waitFor();
    await context.close();
  });

  test('finds a conversation by its subject, and opens it', async () => {
    const { company } = world.stack;
    const mailbox = await insertMailbox(world.stack, company, { email: 'atelier@relais.example' });
    const mail = mailOf({ to: [mailbox.email], subject: 'Gravure alliance' });
    const { conversationId } = await createIngest(world.stack, company)(mailbox, mail);
    const { page, context } = await world.enterHome();
    const { palette } = await openPalette(page);
    await page.keyboard.type('gravure');
    await palette.getByRole('group', { name: 'Conversations' }).getByRole('option').click();
    await page.waitForURL(`**/conversations/${conversationId}`);
    await context.close();
  });

  test('opens the page that was typed with Enter at once', async () => {
    const { page, context } = await world.enterHome();
    await openPalette(page);
    await page.keyboard.type('actions');
    await page.keyboard.press('Enter');
    await heading(page, 'Actions').waitFor();
    await context.close();
  });

  test('opens the record of the whole text when Enter comes before its answer', async () => {
    const { page, context } = await world.enterHome();
    const searches = await holdSearches(page);
    const { palette, options } = await openPalette(page);
    await page.keyboard.type('karim');
    await searches.isAsked('karim');
    await searches.release('karim');
    await options.filter({ hasText: 'Karim Haddad' }).waitFor();
    await page.keyboard.type('a haddad');
    await page.keyboard.press('Enter');
    await searches.isAsked('karima haddad');
    expect(await palette.isVisible()).toBe(true);
    await searches.release('karima haddad');
    await heading(page, 'Karima Haddad').waitFor();
    await context.close();
  });

  test('selects nothing of an earlier text, and ignores an answer that comes late', async () => {
    const { page, context } = await world.enterHome();
    const searches = await holdSearches(page);
    const { palette, field, options } = await openPalette(page);
    const selected = palette.getByRole('option', { selected: true });
    await field.fill('dumitru');
    await searches.isAsked('dumitru');
    await field.fill('karima');
    await searches.isAsked('karima');
    expect(await selected.count()).toBe(0);
    await searches.release('karima');
    await selected.filter({ hasText: 'Karima Haddad' }).waitFor();
    await searches.release('dumitru');
    await field.fill('karima h');
    expect(await selected.count()).toBe(0);
    expect(await options.filter({ hasText: 'Dumitru' }).count()).toBe(0);
    await searches.isAsked('karima h');
    await searches.release('karima h');
    await selected.filter({ hasText: 'Karima Haddad' }).waitFor();
    await page.keyboard.press('Enter');
    await heading(page, 'Karima Haddad').waitFor();
    await context.close();
  });

  test('a text typed after Enter takes the order to open back', async () => {
    const { page, context } = await world.enterHome();
    const searches = await holdSearches(page);
    const { palette, field } = await openPalette(page);
    await field.fill('karima');
    await page.keyboard.press('Enter');
    await searches.isAsked('karima');
    await page.keyboard.type(' z');
    await searches.release('karima');
    await searches.isAsked('karima z');
    await searches.release('karima z');
    await palette.getByText('Aucun résultat pour « karima z »').waitFor();
    expect(await heading(page, 'Karima Haddad').count()).toBe(0);
    await context.close();
  });

  test('arrows choose across the groups, and come around', async () => {
    const { page, context } = await world.enterHome();
    const { field, options } = await openPalette(page);
    await field.fill('haddad');
    await page.getByRole('group', { name: 'Fiches' }).waitFor();
    const selected = page.getByRole('option', { selected: true });
    await selected.waitFor();
    const first = await options.first().textContent();
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => options.last().getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => selected.textContent()).toBe(first);
    const firstId = await options.first().getAttribute('id');
    await expect.poll(() => field.getAttribute('aria-activedescendant')).toBe(firstId);
    await page.getByRole('status').filter({ hasText: '2 résultats' }).waitFor();
    await context.close();
  });

  test('offers what can be done on the open page first', async () => {
    const { page, context } = await world.enter();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto('/entities/candidat/DUMI15091992');
    // The heading also holds the status.
    await page.getByRole('heading', { level: 1, name: /^Marie Dumitru/ }).waitFor();
    const { palette } = await openPalette(page);
    const own = palette.getByRole('group', { name: 'Sur cette page' });
    await own.getByRole('option', { name: 'Modifier les données' }).waitFor();
    await own.getByRole('option', { name: 'Relancer candidat par email' }).waitFor();
    await page.keyboard.type('copier');
    await page.keyboard.press('Enter');
    await page.getByText('Copié').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('DUMI15091992');
    await page.getByRole('navigation').getByRole('link', { name: 'Actions', exact: true }).click();
    await heading(page, 'Actions').waitFor();
    const elsewhere = await openPalette(page);
    expect(await elsewhere.palette.getByRole('group', { name: 'Sur cette page' }).count()).toBe(0);
    await context.close();
  });

  test('lists the records opened last when nothing is typed', async () => {
    const { page, context } = await world.enter();
    for (const [ref, name] of [
      ['KARIM-1', 'Karim Haddad'],
      ['KARIMA-2', 'Karima Haddad'],
    ] as const) {
      await page.goto(`/entities/candidat/${ref}`);
      await heading(page, name).waitFor();
    }
    await page.goto('/');
    await page.getByRole('heading', { level: 1, name: /^Bonjour/ }).waitFor();
    const { palette } = await openPalette(page);
    const recent = palette.getByRole('group', { name: 'Récents' }).getByRole('option');
    await recent.filter({ hasText: 'Karima Haddad' }).waitFor();
    expect(await recent.allTextContents()).toEqual([
      expect.stringContaining('Karima Haddad'),
      expect.stringContaining('Karim Haddad'),
    ]);
    await page.keyboard.press('Enter');
    await heading(page, 'Karima Haddad').waitFor();
    await context.close();
  });

  test('finds a page of the settings, a person and an action', async () => {
    const { page, context } = await world.enterHome();
    const { palette, field } = await openPalette(page);
    await field.fill('clés');
    await palette.getByRole('option', { name: 'Clés d’API' }).waitFor();
    await field.fill('anatole');
    await palette.getByRole('group', { name: 'Utilisateurs' }).getByText('Anatole Agent').waitFor();
    await field.fill('relancer dumitru');
    await palette.getByRole('group', { name: 'Actions' }).getByRole('option').click();
    await page.getByRole('heading', { level: 1, name: /^Relancer candidat par email/ }).waitFor();
    await context.close();
  });

  test('shows an agent no user, no action of others and no page that is closed to them', async () => {
    const { page, context } = await world.enterHome(world.stack.company.agents[1].email);
    const { palette, field } = await openPalette(page);
    await field.fill('anatole');
    await palette.getByText('Aucun résultat pour « anatole »').waitFor();
    await field.fill('audit');
    await palette.getByText('Aucun résultat pour « audit »').waitFor();
    await field.fill('relancer dumitru');
    await palette.getByText('Aucun résultat pour « relancer dumitru »').waitFor();
    await context.close();
  });

  test('says in words that the search failed, and still finds pages', async () => {
    const { page, context } = await world.enterHome();
    await page.route('**/api/v1/search?*', (route) => route.abort());
    const { palette, field } = await openPalette(page);
    await field.fill('actions');
    await palette.getByRole('alert').filter({ hasText: 'n’ont pas pu être cherchées' }).waitFor();
    await page.getByRole('option', { name: 'Actions', selected: true }).waitFor();
    await page.unroute('**/api/v1/search?*');
    await palette.getByRole('button', { name: 'Réessayer' }).click();
    await palette.getByRole('alert').waitFor({ state: 'hidden' });
    await context.close();
  });

  test('Escape closes it and returns the focus', async () => {
    const { page, context } = await world.enterHome();
    const opener = page.getByRole('button', { name: 'Rechercher ou aller à…' });
    await opener.press('Enter');
    const palette = page.getByRole('dialog', { name: 'Rechercher ou aller à…' });
    await focused(palette.getByRole('combobox'));
    await page.keyboard.press('Escape');
    await palette.waitFor({ state: 'hidden' });
    await focused(opener);
    await context.close();
  });

  test('fills the screen of a phone, and closes with its button', async () => {
    const { page, context } = await world.enterHome(undefined, { width: 380 });
    await page.getByRole('button', { name: 'Rechercher ou aller à…' }).click();
    const palette = page.getByRole('dialog', { name: 'Rechercher ou aller à…' });
    await palette.getByRole('combobox').fill('karima');
    await palette.getByRole('option', { selected: true }).filter({ hasText: 'Karima' }).waitFor();
    expect((await palette.boundingBox())?.width).toBe(380);
    await palette.getByRole('button', { name: 'Fermer' }).click();
    await palette.waitFor({ state: 'hidden' });
    await context.close();
  });

  test('changes the language and the appearance', async () => {
    const { page, context } = await world.enterHome(world.stack.company.agents[1].email);
    await openPalette(page);
    await page.keyboard.type('sombre');
    await page.keyboard.press('Enter');
    await page.locator('html[data-mantine-color-scheme=dark]').waitFor();
    await openPalette(page);
    await page.keyboard.type('english');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Search or go to…' }).waitFor();
    await context.close();
  });
});

describe.runIf(hasBrowser)('the shortcuts', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
  });

  afterAll(() => world.stop());

  test('lead to the pages', async () => {
    const { page, context } = await world.enterHome();
    const heading = page.getByRole('heading', { level: 1 });
    for (const [keys, name] of [
      [['g', 'a'], 'Actions'],
      [['g', 'f'], 'Fiches'],
      [['g', 's'], 'Profil'],
      [['c'], 'Nouvelle action'],
      [['g', 'h'], /^Bonjour/],
      [['n', 'a'], 'Nouvelle action'],
    ] as const) {
      for (const key of keys) await page.keyboard.press(key);
      await heading.filter({ hasText: name }).waitFor();
    }
    await context.close();
  });

  test('are listed at ?, and do nothing while the list is open', async () => {
    const { page, context } = await world.enterHome();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Raccourcis clavier' });
    const goTo = help.getByRole('region', { name: 'Aller à' });
    await goTo.getByText('Actions').waitFor();
    await help.getByRole('region', { name: 'Partout' }).getByText('Nouvelle action').waitFor();
    await page.keyboard.press('c');
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    expect(new URL(page.url()).pathname).toBe('/');
    await context.close();
  });

  test('do nothing while something is typed into a field', async () => {
    const { page, context } = await world.enter();
    await page.goto('/entities/candidat');
    const search = page.getByRole('searchbox');
    await search.waitFor();
    await page.keyboard.press('/');
    await focused(search);
    await page.keyboard.type('g a c');
    await expect.poll(() => search.inputValue()).toBe('g a c');
    expect(new URL(page.url()).pathname).toBe('/entities/candidat');
    await context.close();
  });

  test('/ opens the palette on a page without a search field', async () => {
    const { page, context } = await world.enterHome();
    await page.keyboard.press('/');
    await page.getByRole('dialog', { name: 'Rechercher ou aller à…' }).waitFor();
    await context.close();
  });
});
