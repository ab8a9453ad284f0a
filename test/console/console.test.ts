import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAction, createEntity, MARIE } from '../support/actions.ts';
import { PASSWORD } from '../support/api.ts';
import { hasBrowser, openLive, signIn, valueIs, visit } from '../support/browser/browser.ts';
import { insertActions, startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import type { RecordedDispatch } from '../../dev/fakes/n8n/scripted.ts';
import { untilBlocked } from '../support/postgres.ts';
import { until } from '../support/until.ts';

/**
 * Goal: what people do in the console. Method: real Chromium on the built console, the real api, relay,
 * Temporal and worker; n8n is the test's. Elements are found by role and label, as assistive technology finds them.
 */

const PAGES = [
  '/',
  '/actions',
  '/actions/new',
  '/entities/candidat',
  '/entities/candidat/DUMI15091992',
  '/todo',
  '/notifications',
  '/settings/notifications',
  '/settings/profile',
  '/settings/users',
  '/settings/call-centres',
  '/settings/api-keys',
  '/settings/ai',
  '/settings/company',
  '/settings/routes',
  '/settings/action-types',
  '/settings/audit',
  '/settings/operations',
];

describe.runIf(hasBrowser)('the console', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
  });

  afterAll(() => world.stop());

  test('a wrong password shows an error, the right one opens the home page', async () => {
    const { page, context } = await visit(world.browser, world.stack.url);
    await signIn(page, world.stack.company.owner.email, 'pas le bon mot de passe');
    await page.getByText('Adresse e-mail ou mot de passe incorrect.').waitFor();
    await signIn(page, world.stack.company.owner.email, PASSWORD);
    await page.getByRole('heading', { level: 1, name: 'Bonjour Olga' }).waitFor();
    await context.close();
  });

  test('an action sent by the full form is previewed, then changes its status live', async () => {
    const { page, context } = await world.enter(world.stack.company.owner.email);
    await openLive(page, '/actions/new?entite_type=candidat&entite_id=DUMI15091992');
    await page.getByRole('combobox', { name: 'Type d’action' }).click();
    await page.getByRole('option', { name: /RELANCE_CANDIDAT_EMAIL/ }).click();
    await page.getByText('Partira vers marjorie-candidat-relance').waitFor();
    await page.getByText('Prête à partir').waitFor();
    await page.getByRole('button', { name: 'Envoyer l’action' }).click();
    await page.getByRole('heading', { level: 1, name: /Relancer candidat par email/ }).waitFor();
    const dispatch = await until('n8n gets the action', () => world.n8n.dispatches.at(-1));
    await page
      .getByRole('main')
      .getByText('En attente de réponse', { exact: true })
      .first()
      .waitFor();
    await world.n8n.callBack(dispatch, {
      callbackId: 'browser',
      status: 'succeeded',
      message: 'Relance envoyée à Marie Dumitru',
      data: { simulation: true },
    });
    await page.getByRole('main').getByText('Réussie', { exact: true }).first().waitFor();
    await page.getByText('Relance envoyée à Marie Dumitru').first().waitFor();
    await page.getByRole('main').getByText('Simulation', { exact: true }).first().waitFor();
    await context.close();
  });

  test('a failed preview shows its error and can be retried', async () => {
    const { page, context } = await world.enter();
    let isDown = true;
    await page.route('**/api/v1/actions/dry-run', (route) =>
      isDown
        ? route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{}' })
        : route.continue(),
    );
    await page.goto(
      '/actions/new?entite_type=candidat&entite_id=DUMI15091992&action_type=RELANCE_CANDIDAT_EMAIL',
    );
    const preview = page.getByRole('region', { name: 'Aperçu' });
    await preview.getByText('Une erreur inattendue est survenue.').waitFor();
    isDown = false;
    // The form asks for another preview when its catalogue arrives: one that failed before may be drawn late.
    await until('the preview is retried', async () => {
      if (await preview.getByText('Prête à partir').isVisible()) return true;
      const answered = page.waitForResponse('**/api/v1/actions/dry-run').catch(() => undefined);
      const clickCount = await preview
        .getByRole('button', { name: 'Réessayer' })
        .evaluateAll((buttons: HTMLElement[]) => {
          for (const button of buttons) button.click();
          return buttons.length;
        });
      if (clickCount > 0) await answered;
      return false;
    });
    await context.close();
  });

  test('the fields of a type are shown with their faults, and sent with fields of one’s own', async () => {
    const { page, context } = await world.enter();
    await page.goto(
      '/actions/new?entite_type=candidat&entite_id=DUMI15091992&action_type=GENERER_DEVIS',
    );
    const form = page.getByRole('region', { name: 'Décision' });
    await form.getByText(/Par défaut.: Génération du devis/).waitFor();
    const amount = form.getByRole('textbox', { name: 'Montant du devis' });
    await amount.fill('-1');
    await form.getByText('Au moins 0').waitFor();
    await amount.fill('');
    await amount.pressSequentially('8500,5');
    await form.getByRole('checkbox', { name: 'Urgence' }).check();
    await form.getByRole('textbox', { name: 'Autres champs (JSON)' }).fill('{"canal": "agence"}');
    const preview = page.getByRole('region', { name: 'Aperçu' });
    await preview.getByText('Prête à partir').waitFor();
    const created = page.waitForRequest((request) => request.url().endsWith('/api/v1/actions'));
    await form.getByRole('button', { name: 'Envoyer l’action' }).click();
    expect((await created).postDataJSON()).toMatchObject({
      metadonnees: { montantDevis: 8500.5, urgence: true, canal: 'agence' },
    });
    await context.close();
  });

  test('a fault in an item of a list is shown beside the list', async () => {
    const { page, context } = await world.enter();
    await page.goto(
      '/actions/new?entite_type=candidat&entite_id=DUMI15091992&action_type=DEMANDER_DOCUMENTS',
    );
    const form = page.getByRole('region', { name: 'Décision' });
    const list = form.getByRole('combobox', { name: 'Documents manquants' });
    for (const item of ['CV', 'x'.repeat(201)]) {
      await list.fill(item);
      await list.press('Enter');
    }
    await form.getByText('Documents manquants (2) : Au plus 200 caractères').waitFor();
    await context.close();
  });

  test('a failed read of the catalogue shows its error and can be retried', async () => {
    const { page, context } = await world.enter();
    await page.route('**/api/v1/action-types', (route) =>
      route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{}' }),
    );
    await page.goto('/actions/new?entite_type=candidat&entite_id=DUMI15091992');
    const decision = page.getByRole('region', { name: 'Décision' });
    await decision.getByText('Une erreur inattendue est survenue.').waitFor();
    await page.unroute('**/api/v1/action-types');
    await decision.getByRole('button', { name: 'Réessayer' }).click();
    await decision.getByRole('combobox', { name: 'Type d’action' }).click();
    await page.getByRole('option', { name: /RELANCE_CANDIDAT_EMAIL/ }).waitFor();
    await context.close();
  });

  test('leaving a form with unsaved text asks for confirmation', async () => {
    const { page, context } = await world.enter();
    const typed = async (path: string, field: string): Promise<void> => {
      await page.goto(path);
      await page.getByRole('textbox', { name: field }).fill('Tapé avec soin');
      await page.getByRole('link', { name: 'Accueil', exact: true }).click();
      const question = page.getByRole('dialog', { name: 'Quitter sans enregistrer ?' });
      await question.getByRole('button', { name: 'Retour' }).click();
      await question.waitFor({ state: 'hidden' });
      await valueIs(page, field, 'Tapé avec soin');
      await page.getByRole('link', { name: 'Accueil', exact: true }).click();
      await question.getByRole('button', { name: 'Quitter sans enregistrer' }).click();
      await page.getByRole('heading', { level: 1, name: /^Bonjour/ }).waitFor();
    };
    await typed('/entities/candidat/DUMI15091992?edit=true', 'Prénom');
    await typed('/actions/new', 'Commentaire');
    await context.close();
  });

  test('one notification is shown by its title, several at once by their number', async () => {
    const { page, context } = await world.enter();
    await openLive(page, '/');
    const { superuser, company } = world.stack;
    /** The answers wait for a lock until all are there, so that they come together. */
    const settle = async (count: number, title: string): Promise<void> => {
      const dispatches: RecordedDispatch[] = [];
      for (let sent = 0; sent < count; sent += 1) {
        const { id } = await createAction(world.stack, company.owner);
        dispatches.push(await until('n8n gets the action', () => world.n8n.of(id)[0]));
      }
      const answer = { callbackId: title, status: 'succeeded', message: title };
      const { answers } = await superuser.begin(async (sql) => {
        await sql`lock table notifications in share mode`;
        const answers = dispatches.map((dispatch) => world.n8n.callBack(dispatch, answer));
        await untilBlocked(superuser, count);
        return { answers };
      });
      await Promise.all(answers);
    };
    // A toast goes by itself, so the test looks for it from before it comes.
    const toast = page.getByRole('alert').filter({ hasText: 'Relance d’un seul' });
    const one = toast.getByRole('button', { name: 'Voir l’action' }).waitFor();
    await Promise.all([one, settle(1, 'Relance d’un seul')]);
    const several = page.getByRole('alert').filter({ hasText: '3 actions réussies' });
    await Promise.all([several.waitFor(), settle(3, 'Relance de plusieurs')]);
    await context.close();
  });

  test('a long name takes one line of a list', async () => {
    const ref = 'NOM-LONG';
    const nom = 'Apremont-Marcheville-les-Deux-Églises '.repeat(4).trim();
    const { owner } = world.stack.company;
    await createEntity(world.stack, owner.key, { type: 'candidat', ref, data: { nom } });
    await createAction(world.stack, owner, { entiteId: ref });
    const { page, context } = await world.enter();
    await page.goto(`/actions?entite_id=${ref}`);
    const row = page.getByRole('row', { name: /Relancer candidat par email/ });
    await expect.poll(async () => (await row.boundingBox())?.height).toBeLessThan(32);
    await context.close();
  });

  test('pages with the same heading have different titles in the browser tab', async () => {
    const { page, context } = await world.enter();
    for (const [path, title] of [
      ['/settings/users', 'Utilisateurs · Relais'],
      ['/entities/prospect', 'Prospects · Relais'],
    ] as const) {
      await page.goto(path);
      await expect.poll(() => page.title()).toBe(title);
    }
    await context.close();
  });

  test('a record shows its status in words', async () => {
    const ref = 'STATUT-1';
    const data = { nom: 'Roux', statutDossier: 'DEVIS_ENVOYE' };
    const { key } = world.stack.company.owner;
    await createEntity(world.stack, key, { type: 'candidat', ref, data });
    const { page, context } = await world.enter();
    await page.goto(`/entities/candidat/${ref}`);
    const status = page.getByRole('combobox', { name: 'Statut' });
    await expect.poll(() => status.inputValue()).toBe('Devis envoyé');
    await context.close();
  });

  test('a page shows a skeleton until the session is read', async () => {
    const { page, context } = await world.enter();
    const held = Promise.withResolvers<void>();
    await page.route('**/api/v1/me', async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.goto('/actions');
    await page.locator('[aria-busy]').first().waitFor();
    held.resolve();
    await page.getByRole('heading', { level: 1, name: 'Actions', exact: true }).waitFor();
    await context.close();
  });

  test('the filters of the actions are in the address and survive a reload', async () => {
    const { page, context } = await world.enter(world.stack.company.owner.email);
    await page.goto('/actions');
    await page.getByRole('button', { name: 'En échec' }).click();
    await page.waitForURL(/status=failed,expired/);
    await page.reload();
    await page.getByText('Aucune action ne correspond').waitFor();
    await page.getByRole('button', { name: 'En échec', pressed: true }).waitFor();
    await context.close();
  });

  test('creating a record again after a lost answer creates it once', async () => {
    const { page, context } = await world.enter(world.stack.company.owner.email);
    // Browsers do not offer it on plain http, except on localhost.
    await page.addInitScript(() =>
      Object.defineProperty(crypto, 'randomUUID', { value: undefined }),
    );
    const keys: string[] = [];
    await page.route('**/api/v1/entities/prospect', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      keys.push(route.request().headers()['idempotency-key'] ?? '');
      if (keys.length > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await page.goto('/entities/prospect?new=true');
    await page.getByRole('textbox', { name: 'Référence' }).fill('P-PERDU');
    await page.getByRole('textbox', { name: 'Nom', exact: true }).fill('Perdu');
    await page.getByRole('button', { name: 'Créer' }).click();
    await page.getByText('Le serveur ne répond pas').waitFor();
    await page.getByRole('button', { name: 'Créer' }).click();
    await page.getByRole('heading', { level: 1, name: 'Perdu' }).waitFor();
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(keys[1]).toBe(keys[0]);
    await context.close();
  });

  test('only a user who sees the actions of others can filter by decider', async () => {
    const owner = await world.enter(world.stack.company.owner.email);
    await owner.page.goto('/actions?is_unrouted=true');
    await owner.page.getByRole('button', { name: 'Filtrer' }).click();
    await owner.page.getByRole('menuitem', { name: 'Décidée par' }).click();
    await owner.page.getByRole('combobox', { name: 'Décidée par' }).click();
    await owner.page.getByRole('option').first().click();
    await owner.page.waitForURL(/decide_par=\d+/);
    await owner.page.getByRole('button', { name: 'Retirer le filtre Décidée par' }).waitFor();
    await owner.context.close();
    const agent = await world.enter(world.stack.company.agents[0].email);
    await agent.page.goto('/actions?is_unrouted=true');
    await agent.page.getByRole('button', { name: 'Filtrer' }).click();
    await agent.page.getByRole('menuitem', { name: 'Référence de la fiche' }).waitFor();
    for (const name of ['Décidée par', 'Route', 'En doute après une restauration']) {
      expect(await agent.page.getByRole('menuitem', { name }).count()).toBe(0);
    }
    await agent.context.close();
  });

  test('the home page counts all actions of 14 days, updates live, and links to those actions', async () => {
    const company = world.stack.otherCompany;
    await insertActions(world, company, { count: 300, status: 'succeeded', daysAgo: 2 });
    await insertActions(world, company, { count: 5, status: 'failed', daysAgo: 3 });
    await insertActions(world, company, { count: 40, status: 'failed', daysAgo: 20 });
    const { page, context } = await world.enter(company.owner.email);
    await openLive(page, '/');
    await page.getByRole('link', { name: /^Réussies 300/ }).waitFor();
    await page.getByRole('link', { name: /^Taux de réussite 98/ }).waitFor();
    await page.getByRole('img', { name: /Réussie 300$/ }).waitFor();
    const waiting = page.getByRole('list', { name: 'À traiter' }).getByRole('listitem');
    await expect.poll(() => waiting.count()).toBe(5);
    const recent = page.getByRole('table', { name: 'Dernières actions' });
    await expect.poll(() => recent.getByRole('row').count()).toBe(7);

    await createEntity(world.stack, company.owner.key);
    await createAction(world.stack, company.owner);
    await page.getByRole('link', { name: /^En cours 1/ }).waitFor();
    await recent.getByText('En attente de réponse').waitFor();

    await page.getByRole('link', { name: /^En échec 5/ }).click();
    await page.waitForURL(/status=failed,expired&from=\d{4}-\d{2}-\d{2}&to=\d{4}-\d{2}-\d{2}/);
    const list = page.getByRole('table', { name: 'Actions', exact: true });
    await expect.poll(() => list.getByRole('row').count()).toBe(6);
    await page.getByRole('button', { name: 'Retirer le filtre Période' }).waitFor();
    await context.close();
  });

  test('a user whose record was changed meanwhile chooses a value for each conflicting field', async () => {
    const path = '/entities/candidat/CONFLIT-1';
    await createEntity(world.stack, world.stack.company.owner.key, {
      type: 'candidat',
      ref: 'CONFLIT-1',
      data: MARIE,
    });
    const owner = await world.enter(world.stack.company.owner.email);
    const agent = await world.enter(world.stack.company.agents[0].email);
    for (const { page } of [owner, agent]) {
      await page.goto(path);
      await page.getByRole('button', { name: 'Modifier les données' }).click();
    }
    await owner.page.getByRole('textbox', { name: 'Prénom' }).fill('Marie-Ève');
    await owner.page.getByRole('textbox', { name: 'Nom', exact: true }).fill('Dumitru-Roy');

    await agent.page.getByRole('textbox', { name: 'Prénom' }).fill('Maria');
    await agent.page.getByRole('textbox', { name: 'E-mail' }).fill('maria@example.com');
    await agent.page.getByRole('button', { name: 'Enregistrer' }).click();
    await agent.page.getByText('Fiche enregistrée').waitFor();

    const conflict = owner.page.getByRole('alert').filter({ hasText: 'Modifiée entre-temps' });
    await conflict.waitFor();
    // Fields that only the other user changed are updated; typed values are kept.
    await valueIs(owner.page, 'E-mail', 'maria@example.com');
    await valueIs(owner.page, 'Nom', 'Dumitru-Roy');
    await valueIs(owner.page, 'Prénom', 'Marie-Ève');
    const save = owner.page.getByRole('button', { name: 'Enregistrer ce choix' });
    await expect.poll(() => save.isDisabled()).toBe(true);
    const firstName = conflict.getByRole('group', { name: 'Prénom' });
    await firstName.getByRole('button', { name: 'Enregistré : Maria' }).waitFor();
    await firstName.getByRole('button', { name: 'Le vôtre : Marie-Ève' }).click();
    await save.click();
    await owner.page.getByText('Fiche enregistrée').waitFor();
    const stored = await world.stack.request(`/api/v1${path}`, {
      key: world.stack.company.owner.key,
    });
    expect(await stored.json()).toMatchObject({
      version: 3,
      data: { ...MARIE, nom: 'Dumitru-Roy', prenom: 'Marie-Ève', email: 'maria@example.com' },
    });
    await owner.context.close();
    await agent.context.close();
  });

  test('the language switches to English and survives a reload', async () => {
    const { page, context } = await world.enter(world.stack.company.supervisor.email);
    await page.goto('/settings/profile');
    await page.getByRole('main').getByText('English').click();
    await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
    await context.close();
  });

  const walk = async (page: Page, paths: readonly string[]): Promise<void> => {
    for (const path of paths) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      const overflow = () =>
        page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      await expect.poll(overflow, { message: path }).toBeLessThanOrEqual(0);
    }
  };

  test('no page scrolls sideways at 360 px, logs an error, or calls another host', async () => {
    const { id } = await createAction(world.stack, world.stack.company.owner);
    const { page, context } = await world.enter(world.stack.company.owner.email, {
      width: 360,
    });
    await walk(page, [...PAGES, `/actions/${id}`, `/actions/${id}?tab=payload`]);
    await context.close();
  });

  test('no signed-out page scrolls sideways at 360 px, logs an error, or calls another host', async () => {
    const { page, context } = await visit(world.browser, world.stack.url, {
      width: 360,
    });
    await walk(page, ['/sign-in', '/invitation#unknown']);
    await page.goto('/invitation');
    await page.getByRole('alert').filter({ hasText: 'Ce lien n’est plus valable' }).waitFor();
    await context.close();
  });

  test('an unknown address keeps the navigation, and without a session leads to the sign-in page', async () => {
    const { page, context } = await world.enter();
    for (const path of ['/nowhere', '/settings/nowhere']) {
      await page.goto(path);
      const main = page.getByRole('main');
      await main.getByRole('heading', { level: 1, name: 'Page introuvable' }).waitFor();
      await page
        .getByRole('navigation', { name: 'Navigation principale' })
        .getByRole('link', { name: 'Actions', exact: true })
        .waitFor();
    }
    await context.close();
    const stranger = await visit(world.browser, world.stack.url);
    await stranger.page.goto('/nowhere');
    await stranger.page.getByRole('button', { name: 'Se connecter' }).waitFor();
    await stranger.context.close();
  });

  test('an agent sees no link, button or page that only owners may use', async () => {
    const { page, context } = await world.enterHome(world.stack.company.agents[0].email);
    const navigation = page.getByRole('navigation', { name: 'Navigation principale' });
    await navigation.getByRole('link', { name: 'Actions', exact: true }).waitFor();
    expect(await navigation.getByRole('link', { name: 'Journal d’audit' }).count()).toBe(0);
    expect(await navigation.getByRole('link', { name: 'Opérations' }).count()).toBe(0);
    for (const section of ['routes', 'users', 'audit', 'operations']) {
      const path = `/settings/${section}`;
      await page.goto(path);
      await page.getByText('Votre rôle ne donne pas accès à ceci').waitFor();
      expect(await page.getByRole('button', { name: 'Réessayer' }).count(), path).toBe(0);
    }
    await page.getByRole('link', { name: 'Revenir à l’accueil' }).click();
    await page.getByRole('heading', { level: 1, name: /^Bonjour/ }).waitFor();
    await context.close();
  });
});
