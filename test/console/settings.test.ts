import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAction, createEntity } from '../support/actions.ts';
import type { TestPerson } from '../support/api.ts';
import { focused, hasBrowser, openLive, signIn, visit } from '../support/browser/browser.ts';
import { insertActions, startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { ACCEPT } from '../../dev/fakes/n8n/scripted.ts';
import { until } from '../support/until.ts';

/**
 * Goal: the tasks of owners in the console, from invitations to bulk retries. Method: that of
 * console.test.ts, on a stack of its own.
 */

const NEW_PASSWORD = 'coquelicots au bord du chemin';

describe.runIf(hasBrowser)('the settings and operations of the console', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
  });

  afterAll(() => world.stop());

  test('closing a dialog returns the focus to the button that opened it', async () => {
    const { page, context } = await world.enter();
    for (const [path, name] of [
      ['/settings/users', 'Inviter'],
      ['/settings/api-keys', 'Nouvelle clé'],
      ['/settings/action-types', 'Nouveau type'],
    ] as const) {
      await page.goto(path);
      const opener = page.getByRole('button', { name, exact: true });
      await opener.press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await focused(opener);
    }
    await context.close();
  });

  test('the profile and the company show an error if a name could not be saved', async () => {
    const { page, context } = await world.enter();
    await page.route(/\/api\/v1\/(me|company)$/, (route) =>
      route.request().method() === 'PATCH' ? route.abort() : route.continue(),
    );
    for (const path of ['/settings/profile', '/settings/company']) {
      await page.goto(path);
      await page.getByRole('textbox', { name: 'Nom', exact: true }).fill('Un autre nom');
      await page.getByRole('button', { name: 'Enregistrer' }).first().click();
      await page.getByRole('alert').filter({ hasText: 'Le serveur ne répond pas' }).waitFor();
    }
    await context.close();
  });

  test('an owner invites a user, and the user accepts and signs in', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/users');
    await page.getByRole('button', { name: 'Inviter' }).click();
    const form = page.getByRole('dialog', { name: 'Inviter une personne' });
    await form.getByRole('textbox', { name: 'Nom' }).fill('Nora Nouvelle');
    await form.getByRole('textbox', { name: 'Adresse e-mail' }).fill('nora@@example');
    await form.getByRole('button', { name: 'Inviter' }).click();
    await form.getByText('Un agent ou un superviseur appartient à un centre').waitFor();
    await form.getByText('Adresse e-mail non valide').waitFor();
    await form.getByRole('textbox', { name: 'Adresse e-mail' }).fill('nora@example.com');
    await form.getByRole('combobox', { name: 'Centre d’appels' }).click();
    await page.getByRole('option').first().click();
    await form.getByRole('combobox', { name: 'Langue' }).click();
    await page.getByRole('option', { name: 'English' }).click();
    await form.getByRole('button', { name: 'Inviter' }).click();
    const link = page.getByRole('dialog', { name: 'Lien d’invitation' });
    const address = await link.getByText(/\/invitation#/).innerText();
    await link.getByRole('button', { name: 'J’ai transmis le lien' }).click();
    const row = page.getByRole('row', { name: /Nora Nouvelle/ });
    await row.getByText('Invité', { exact: true }).waitFor();

    const guest = await visit(world.browser, world.stack.url);
    await guest.page.goto(address);
    await guest.page.getByLabel('Mot de passe', { exact: false }).first().fill(NEW_PASSWORD);
    await guest.page.getByLabel('Encore une fois').fill(NEW_PASSWORD);
    await guest.page.getByRole('button', { name: 'Ouvrir mon compte' }).click();
    await guest.page.getByRole('heading', { level: 1, name: 'Hello Nora' }).waitFor();
    const later = await visit(world.browser, world.stack.url);
    await signIn(later.page, 'nora@example.com', NEW_PASSWORD);
    await later.page.getByRole('heading', { level: 1, name: 'Hello Nora' }).waitFor();

    await page.reload();
    await row.getByText('Actif', { exact: true }).waitFor();
    await later.context.close();
    await guest.context.close();
    await context.close();
  });

  test('an expired invitation is shown as expired and can be renewed', async () => {
    await world.stack.superuser`
      insert into users (company_id, email, name, role, call_centre_id)
      values (
        ${world.stack.company.id}::bigint, 'tard@example.com', 'Théo Tard', 'agent',
        ${world.stack.company.callCentreId}::bigint
      )
    `;
    const { page, context } = await world.enter();
    await page.goto('/settings/users?q=tard');
    const row = page.getByRole('row', { name: /Théo Tard/ });
    await row.getByText('Invitation expirée').waitFor();
    await row.getByRole('button', { name: 'Inviter à nouveau' }).click();
    const link = page.getByRole('dialog', { name: 'Lien d’invitation' });
    await link.getByText(/\/invitation#/).waitFor();
    await link.getByRole('button', { name: 'J’ai transmis le lien' }).click();
    await row.getByText('Invité', { exact: true }).waitFor();
    await context.close();
  });

  test('an API key is shown once, is created once after a lost answer, and works', async () => {
    const { page, context } = await world.enter();
    const keys: (string | undefined)[] = [];
    await page.route('**/api/v1/api-keys', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await page.goto('/settings/api-keys');
    await page.getByRole('button', { name: 'Nouvelle clé' }).click();
    const form = page.getByRole('dialog', { name: 'Nouvelle clé d’API' });
    await form.getByRole('textbox', { name: 'Nom' }).fill('Site web');
    await form.getByRole('button', { name: 'Créer' }).click();
    await form.getByText('Choisissez au moins un droit').waitFor();
    const records = form.getByRole('group', { name: 'Fiches', exact: true });
    await records.getByRole('checkbox', { name: 'lire' }).check();
    await form.getByRole('button', { name: 'Créer' }).click();
    await page.getByText('Le serveur ne répond pas').waitFor();
    await form.getByRole('button', { name: 'Créer' }).click();
    const shown = page.getByRole('dialog', { name: 'Votre clé d’API' });
    const secret = await shown.getByText(/^rlk_/).innerText();
    await shown.getByRole('button', { name: 'Je l’ai gardée en lieu sûr' }).click();
    expect(keys[0]).toBeDefined();
    expect(keys[1]).toBe(keys[0]);

    const rows = page.getByRole('row', { name: /Site web/ });
    await expect.poll(() => rows.count()).toBe(1);
    expect(await page.content()).not.toContain(secret);
    await rows.getByRole('button', { name: '1 droit' }).click();
    const rights = page.getByRole('dialog', { name: 'Droits de Site web' });
    await rights.getByText('Fiches').waitFor();
    await rights.getByText('lire', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    const ask = async (path: string): Promise<number> =>
      (await fetch(`${world.stack.url}${path}`, { headers: { Authorization: `Bearer ${secret}` } }))
        .status;
    expect(await ask('/api/v1/entities/candidat/DUMI15091992')).toBe(200);
    expect(await ask('/api/v1/users')).toBe(403);
    await context.close();
  });

  test('a button selects the usual permissions of a key', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/api-keys');
    await page.getByRole('button', { name: 'Nouvelle clé' }).click();
    const form = page.getByRole('dialog', { name: 'Nouvelle clé d’API' });
    const tickedIn = (name: string) =>
      form
        .getByRole('group', { name, exact: true })
        .getByRole('checkbox', { checked: true })
        .evaluateAll((boxes) =>
          boxes.map((box) => box instanceof HTMLInputElement && box.labels?.[0]?.textContent),
        );
    await form.getByRole('button', { name: 'Envoyer des actions' }).click();
    await expect.poll(() => tickedIn('Actions')).toEqual(['lire', 'créer']);
    await expect.poll(() => tickedIn('Utilisateurs')).toEqual([]);
    await form.getByRole('button', { name: 'Lecture seule' }).click();
    await expect.poll(() => tickedIn('Actions')).toEqual(['lire']);
    await expect.poll(() => tickedIn('Utilisateurs')).toEqual(['lire']);
    await form.getByRole('button', { name: 'Lecture seule', pressed: true }).waitFor();
    await form.getByRole('button', { name: 'Tout', exact: true }).click();
    await expect.poll(() => form.getByRole('checkbox', { checked: false }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'hidden' });
    await context.close();
  });

  test('a bulk retry counts the actions, keeps its filters in the address, then retries', async () => {
    // A company of its own: it counts every failed action of a week.
    const company = world.stack.otherCompany;
    await createEntity(world.stack, company.owner.key);
    const ids = [
      await settle(world, company.owner, { status: 'failed', message: 'non' }),
      await settle(world, company.owner, { status: 'failed', message: 'non' }),
    ];
    await insertActions(world, company, { count: 3, status: 'failed', daysAgo: 9 });
    const { page, context } = await world.enter(company.owner.email);
    await page.goto('/settings/operations');
    await page.getByText('2 actions correspondent').waitFor();
    await page
      .getByRole('group', { name: 'Statut' })
      .getByRole('button', { name: 'Expirée' })
      .click();
    await page.waitForURL(/status=expired/);
    await page.getByText('Aucune action ne correspond').waitFor();
    const retryNone = page.getByRole('button', { name: /^Renvoyer 0/ });
    await expect.poll(() => retryNone.isDisabled()).toBe(true);
    await page.reload();
    await page.getByText('Aucune action ne correspond').waitFor();
    await page.getByRole('button', { name: 'En échec' }).click();
    await page.getByRole('button', { name: 'Renvoyer 2 actions' }).click();
    const question = page.getByRole('dialog', { name: 'Renvoyer 2 actions ?' });
    const today = new Intl.DateTimeFormat('fr', { dateStyle: 'long' }).format(new Date());
    await question.getByText(`La plus ancienne date du ${today}`).waitFor();
    await question.getByRole('button', { name: 'Renvoyer 2 actions' }).click();
    await page.getByText('2 actions renvoyées').waitFor();
    await page.getByText('Aucune action ne correspond').waitFor();
    for (const id of ids) await until('n8n gets it again', () => world.n8n.of(id)[1]);
    await context.close();
  });

  test('the operations page shows that n8n refuses actions, and which', async () => {
    const { page, context } = await world.enter();
    await openLive(page, '/settings/operations');
    const routes = page.getByRole('region', { name: 'Routes vers n8n' });
    world.n8n.behave(() => ({ status: 400 }));
    await createAction(world.stack, world.stack.company.owner);
    await routes.getByText('Refuse les actions (HTTP 400)').waitFor();
    world.n8n.behave(ACCEPT);
    await routes.getByRole('link', { name: 'Voir les actions échouées' }).click();
    const list = page.getByRole('table', { name: 'Actions', exact: true });
    await list.getByRole('link', { name: 'Relancer candidat par email' }).waitFor();
    await context.close();
  });

  test('the audit trail shows operation, user and record in words', async () => {
    const { page, context } = await world.enter();
    await page.goto('/entities/candidat/DUMI15091992');
    await page.getByRole('heading', { level: 1, name: 'Marie Dumitru' }).waitFor();
    await page.goto('/settings/audit');
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await page.getByRole('menuitem', { name: 'Opération' }).click();
    await page.getByRole('radio', { name: 'Fiche consultée', exact: true }).click();
    await page.waitForURL(/operation=entities\.read/);
    const row = page.getByRole('row', { name: /^Fiche consultée Olga/ }).first();
    await row.getByRole('link', { name: 'Marie Dumitru' }).waitFor();
    await row.getByRole('link', { name: 'Fiche consultée' }).click();
    const entry = page.getByRole('dialog');
    await entry.getByText('entities.read').waitFor();
    const request = entry.getByRole('link', { name: /^[0-9a-f-]{36}$/ });
    const requestId = await request.innerText();
    await request.click();
    await page.waitForURL((url) => url.search === `?request_id=${requestId}`);
    const rows = page.getByRole('row', { name: /^Fiche consultée Olga/ });
    await expect.poll(() => rows.count()).toBe(1);
    await context.close();
  });

  test('the audit trail of a record shows who changed which field', async () => {
    const path = '/api/v1/entities/candidat/DUMI15091992';
    const { key } = world.stack.company.agents[0];
    const { version } = Object(await (await world.stack.request(path, { key })).json());
    const body = { version, data: { ville: 'Nantes' } };
    await world.stack.request(path, { method: 'PATCH', key, body });
    const { page, context } = await world.enter();
    await page.goto('/entities/candidat/DUMI15091992');
    await page.getByRole('link', { name: 'Journal d’audit de cette fiche' }).click();
    await page.waitForURL(/record=candidat%2FDUMI15091992&changes=true/);
    await page.getByRole('row', { name: /^Fiche créée/ }).waitFor();
    const row = page.getByRole('row', { name: /^Fiche modifiée Anatole/ }).first();
    expect(await page.getByRole('row', { name: /consultée/ }).count()).toBe(0);
    await row.getByRole('link', { name: 'Fiche modifiée' }).click();
    const changes = page.getByRole('region', { name: 'Ce qui a changé' });
    await changes.getByText('— → Nantes').waitFor();
    expect(await changes.getByRole('definition').count()).toBe(1);
    await context.close();
  });

  test('the audit trail finds a record by its name', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/audit?changes=true');
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await page.getByRole('menuitem', { name: 'Fiche', exact: true }).click();
    await page.getByRole('combobox', { name: 'Fiche' }).fill('dumitru');
    await page.getByRole('option', { name: 'Marie Dumitru · Candidat DUMI15091992' }).click();
    await page.waitForURL(/record=candidat%2FDUMI15091992/);
    await page.getByRole('button', { name: /Fiche\s?Marie Dumitru/ }).waitFor();
    await context.close();
  });

  test('the sections of the settings are links: Back returns, and a phone scrolls to the current one', async () => {
    const { page, context } = await world.enter(undefined, { width: 380 });
    await page.goto('/settings/profile');
    const sections = page.getByRole('navigation', { name: 'Sections des réglages' });
    await sections.getByRole('link', { name: 'Entreprise' }).click();
    await page.waitForURL(/\/settings\/company$/);
    await page.goBack();
    await page.waitForURL(/\/settings\/profile$/);
    await page.goto('/settings/company');
    const rightEdge = async () => {
      const box = await sections.getByRole('link', { name: 'Entreprise' }).boundingBox();
      return (box?.x ?? 0) + (box?.width ?? 0);
    };
    await expect.poll(rightEdge).toBeLessThanOrEqual(380);
    await context.close();
  });
});

/** An action that n8n answers at once. Out: its id. */
const settle = async (
  { stack, n8n }: ConsoleWorld,
  person: TestPerson,
  answer: { status: 'succeeded' | 'failed'; message: string },
): Promise<string> => {
  const { id } = await createAction(stack, person);
  const dispatch = await until('n8n gets the action', () => n8n.of(id)[0]);
  expect((await n8n.callBack(dispatch, { callbackId: id, ...answer })).status).toBe(200);
  return id;
};
