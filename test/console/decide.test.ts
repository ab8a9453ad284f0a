/**
 * Goal: a decision takes two clicks, from a record and from a notification, with or without a mouse; an action
 * that is being retried says so and can be tried at once. Method: Chromium against the real system, by role
 * and label.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NotificationOut } from '../../src/domain/notifications/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { ACCEPT, type RecordedDispatch } from '../../dev/fakes/n8n/scripted.ts';
import { answerOf, createAction, createEntity } from '../support/actions.ts';
import { hasBrowser, openLive } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { insertNotification } from '../support/rows/notifications.ts';
import { until } from '../support/until.ts';

describe.skipIf(!hasBrowser)('a decision', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
    await createEntity(world.stack, world.stack.company.owner.key, {
      type: 'candidat',
      ref: 'JURI102025',
      data: { nom: 'Rimbo', prenom: 'Juliette', documentsManquants: ['CNI_VERSO'] },
    });
  });
  afterAll(() => world.stop());

  const dispatchOf = (entiteId: string, actionType: string): Promise<RecordedDispatch> =>
    until('n8n gets the action', () =>
      world.n8n.dispatches.find(
        ({ body }) => body.entiteId === entiteId && body.actionType === actionType,
      ),
    );

  test('takes two clicks from a record, and its action appears there at once', async () => {
    const { page, context } = await world.enter();
    await openLive(page, '/entities/candidat/DUMI15091992');
    await page.getByRole('button', { name: 'Relancer candidat par email' }).click();
    const dialog = page.getByRole('dialog', { name: 'Relancer candidat par email' });
    await dialog.getByRole('button', { name: 'Confirmer' }).click();
    const { body } = await dispatchOf('DUMI15091992', 'RELANCE_CANDIDAT_EMAIL');
    expect(body).toMatchObject({
      actionSource: 'admin.candidats.detail',
      actionButton: 'relancer_email',
      decisionType: 'relance_email',
    });
    await dialog.waitFor({ state: 'detached' });
    const actions = page.getByRole('list', { name: 'Actions sur cette fiche' });
    await actions.getByText('En attente de réponse').waitFor();
    await page.getByRole('button', { name: 'Voir l’action' }).click();
    await page.getByRole('heading', { level: 1, name: /Relancer candidat par email/ }).waitFor();
    await context.close();
  });

  test('sent again within a day says when and by whom it was sent, and can still be sent', async () => {
    const { page, context } = await world.enter();
    await page.goto('/entities/candidat/DUMI15091992');
    await page.getByRole('button', { name: 'Relancer candidat par email' }).click();
    const dialog = page.getByRole('dialog');
    const warning = dialog.getByRole('alert').filter({ hasText: 'Déjà envoyée' });
    await warning.getByText(/par .+ \(en attente de réponse\)/).waitFor();
    await dialog.getByRole('button', { name: 'Envoyer quand même' }).click();
    await until(
      'n8n gets both',
      () =>
        world.n8n.dispatches.filter(
          ({ body }) =>
            body.entiteId === 'DUMI15091992' && body.actionType === 'RELANCE_CANDIDAT_EMAIL',
        )[1],
    );
    await context.close();
  });

  test('names the address it goes to, and keeps what was typed when Escape closes it', async () => {
    const { page, context } = await world.enter();
    await page.goto('/entities/candidat/DUMI15091992');
    const open = page.getByRole('button', { name: 'Relancer candidat par téléphone' });
    await open.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('marie.dumitru@example.com').waitFor();
    await dialog.getByRole('link', { name: 'Marie Dumitru' }).waitFor();
    await dialog.getByRole('combobox', { name: 'Priorité' }).click();
    await page.getByRole('option', { name: 'Haute' }).click();
    await dialog.getByRole('textbox', { name: 'Commentaire' }).fill('Après 18 h');
    await page.keyboard.press('Escape');
    await page.getByText('Brouillon gardé').waitFor();
    await open.click();
    const comment = dialog.getByRole('textbox', { name: 'Commentaire' });
    await expect.poll(() => comment.inputValue()).toBe('Après 18 h');
    expect(await dialog.getByRole('combobox', { name: 'Priorité' }).inputValue()).toBe('Haute');
    await dialog.getByRole('button', { name: 'Annuler' }).click();
    await dialog.waitFor({ state: 'detached' });
    await open.click();
    await dialog.getByText('marie.dumitru@example.com').waitFor();
    expect(await comment.inputValue()).toBe('');
    await context.close();
  });

  test('has one button on a phone, and a menu with the other actions', async () => {
    const { page, context } = await world.enter(undefined, { width: 380 });
    await page.goto('/entities/candidat/DUMI15091992');
    const usual = page.getByRole('group', { name: 'Actions habituelles' });
    await usual.getByRole('button', { name: 'Autres actions' }).click();
    expect(await usual.getByRole('button').count()).toBe(2);
    await page.getByRole('menuitem', { name: 'Relancer candidat par téléphone' }).click();
    await page.getByRole('dialog', { name: 'Relancer candidat par téléphone' }).waitFor();
    await context.close();
  });

  test('has as many buttons as fit on one line, and more when there is room again', async () => {
    const { page, context } = await world.enter();
    await page.goto('/entities/candidat/DUMI15091992');
    const usual = page.getByRole('group', { name: 'Actions habituelles' });
    const count = () => usual.getByRole('button').count();
    await usual.getByRole('button', { name: 'Autres actions' }).waitFor();
    const wide = await count();
    await page.setViewportSize({ width: 900, height: 900 });
    await expect.poll(count).toBeLessThan(wide);
    const tops = () =>
      usual
        .getByRole('button')
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    expect(new Set(await tops()).size).toBe(1);
    await page.setViewportSize({ width: 1280, height: 900 });
    await expect.poll(count).toBe(wide);
    await context.close();
  });

  test('takes two keys once its button has the focus, which comes back to it after Escape', async () => {
    const { page, context } = await world.enter();
    await page.goto('/entities/candidat/DUMI15091992');
    const button = page.getByRole('button', { name: 'Relancer candidat par téléphone' });
    await button.focus();
    await page.keyboard.press('Enter');
    const confirm = page.getByRole('dialog').getByRole('button', { name: 'Confirmer' });
    await until(
      'the confirm button has the focus',
      async () =>
        (await confirm.evaluate((element) => element === document.activeElement)) || undefined,
    );
    await page.keyboard.press('Escape');
    await until(
      'the button has the focus again',
      async () =>
        (await button.evaluate((element) => element === document.activeElement)) || undefined,
    );
    await page.keyboard.press('Enter');
    await until(
      'the confirm button has the focus',
      async () =>
        (await confirm.evaluate((element) => element === document.activeElement)) || undefined,
    );
    await page.keyboard.press('Enter');
    expect((await dispatchOf('DUMI15091992', 'RELANCE_CANDIDAT_TELEPHONE')).body).toMatchObject({
      actionButton: 'relancer_telephone',
    });
    await context.close();
  });

  test('starts with what the record says, and takes a comment and the fields of the type', async () => {
    const { page, context } = await world.enter();
    await page.goto('/entities/candidat/JURI102025');
    await page.getByRole('button', { name: 'Autres actions' }).click();
    await page.getByRole('menuitem', { name: 'Relancer documents manquants' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('CNI_VERSO').waitFor();
    await dialog.getByLabel('Commentaire').fill('Avant vendredi');
    await dialog.getByRole('button', { name: 'Détails techniques' }).click();
    await dialog.getByText('Partira vers marjorie-communication').waitFor();
    await dialog.getByRole('button', { name: 'Confirmer' }).click();
    expect((await dispatchOf('JURI102025', 'DEMANDER_DOCUMENTS')).body).toMatchObject({
      commentaire: 'Avant vendredi',
      metadonnees: { documentsManquants: ['CNI_VERSO'] },
    });
    await context.close();
  });

  test('from a notification quotes it, proposes a type, and marks it handled', async () => {
    const { company, superuser, request } = world.stack;
    const [entity] = await superuser`select id from entities where ref = 'JURI102025'`;
    const id = await insertNotification(superuser, {
      companyId: company.id,
      userId: company.owner.id,
      type: 'DOSSIER_INCOMPLET',
      titre: 'Dossier de Juliette incomplet',
      subject: { type: 'entity', id: Number(entity?.['id']) },
    });
    const { page, context } = await world.enter();
    await page.goto('/notifications');
    const item = page.getByRole('article', { name: 'Dossier de Juliette incomplet' });
    await page.getByRole('heading', { name: 'Aujourd’hui' }).waitFor();
    await item.getByRole('button', { name: 'Répondre' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Dossier de Juliette incomplet').waitFor();
    await dialog.getByText('Rimbo').waitFor();
    const proposed = dialog.getByRole('radio', { name: 'Relancer documents manquants' });
    expect(await proposed.isChecked()).toBe(true);
    await dialog.getByText('Relancer candidat par email', { exact: true }).click();
    await dialog.getByRole('button', { name: 'Confirmer' }).click();
    const { body } = await dispatchOf('JURI102025', 'RELANCE_CANDIDAT_EMAIL');
    expect(body).toMatchObject({
      actionSource: 'admin.notifications.list',
      notificationId: id,
      notificationTitre: 'Dossier de Juliette incomplet',
    });
    const answer = await request('/api/v1/notifications', { key: company.owner.key });
    const { data } = await answerOf(answer, 200, pageOf(NotificationOut));
    expect(data.find((notification) => notification.id === id)).toMatchObject({
      handled_by: company.owner.id,
      handled_action_id: body.actionId,
    });
    await item.getByRole('button', { name: 'Répondre encore' }).waitFor();
    await context.close();
  });

  test('for several records of a list names the one that is refused, and goes to the others', async () => {
    const { company, superuser } = world.stack;
    const names = { LISTE1: 'Alba', LISTE2: 'Basile', LISTE3: 'Cosima' };
    for (const [ref, prenom] of Object.entries(names)) {
      await createEntity(world.stack, company.owner.key, {
        type: 'candidat',
        ref,
        data: { nom: 'Ensemble', prenom },
      });
    }
    const { page, context } = await world.enter();
    await page.goto('/entities/candidat?q=Ensemble');
    for (const prenom of Object.values(names)) {
      await page.getByRole('checkbox', { name: `Sélectionner ${prenom} Ensemble` }).check();
    }
    const bar = page.getByRole('region', { name: 'Lignes sélectionnées' });
    await bar.getByText('3 lignes sélectionnées').waitFor();
    await superuser`delete from entities where ref = 'LISTE2'`;
    await bar.getByRole('button', { name: 'Lancer une action' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('3 fiches').waitFor();
    await dialog.getByText('Relancer candidat par email', { exact: true }).click();
    const refused = dialog.getByRole('alert').filter({ hasText: '1 fiche sera laissée de côté' });
    await refused.getByText(/Basile Ensemble/).waitFor();
    await dialog.getByRole('button', { name: 'Envoyer 2 actions' }).click();
    await page.getByText('2 actions envoyées').waitFor();
    await bar.waitFor({ state: 'detached' });
    for (const ref of ['LISTE1', 'LISTE3']) {
      const { body } = await dispatchOf(ref, 'RELANCE_CANDIDAT_EMAIL');
      expect(body).toMatchObject({ actionSource: 'admin.candidats.list' });
    }
    expect(world.n8n.dispatches.filter(({ body }) => body.entiteId === 'LISTE2')).toEqual([]);
    for (const ref of ['LISTE1', 'LISTE3']) {
      const dispatch = await dispatchOf(ref, 'RELANCE_CANDIDAT_EMAIL');
      const answer = { callbackId: ref, status: 'succeeded', message: 'Partie' } as const;
      expect((await world.n8n.callBack(dispatch, answer)).status).toBe(200);
    }
    const outcome = page.getByRole('alert').filter({ hasText: /Vos envois\s: 2 réussies/ });
    await outcome.getByRole('button', { name: 'Voir les 2 actions' }).click();
    await page.getByText('2 lignes', { exact: true }).waitFor();

    await page.goto('/entities/candidat?q=Ensemble');
    for (const prenom of ['Alba', 'Cosima']) {
      await page.getByRole('checkbox', { name: `Sélectionner ${prenom} Ensemble` }).check();
    }
    await bar.getByRole('button', { name: 'Lancer une action' }).click();
    await dialog.getByText('Relancer candidat par email', { exact: true }).click();
    await dialog.getByText('2 fiches ont déjà reçu cette action depuis 24 h').waitFor();
    await dialog.getByRole('button', { name: 'Envoyer quand même 2 actions' }).waitFor();
    await context.close();
  });

  test('for one record of a list is a decision like on its page', async () => {
    const { page, context } = await world.enter();
    await page.goto('/entities/candidat?q=Rimbo');
    await page.getByRole('checkbox', { name: 'Sélectionner Juliette Rimbo' }).check();
    await page.getByRole('button', { name: 'Lancer une action' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Relancer candidat par téléphone', { exact: true }).click();
    await dialog.getByRole('button', { name: 'Confirmer' }).click();
    const { body } = await dispatchOf('JURI102025', 'RELANCE_CANDIDAT_TELEPHONE');
    expect(body).toMatchObject({ actionSource: 'admin.candidats.list' });
    await context.close();
  });

  test('that n8n answers with an error says when it is tried next, and is tried at once on request', async () => {
    const { company } = world.stack;
    world.n8n.behave(() => ({ status: 500 }));
    const { id } = await createAction(world.stack, company.owner, { actionType: 'GENERER_DEVIS' });
    const { page, context } = await world.enter();
    await openLive(page, `/actions/${id}`);
    const stand = page.getByRole('region', { name: 'Où en est l’action' });
    // The third attempt is followed by 20 s of waiting.
    await stand.getByText(/Essai 3 échoué, prochain dans .* · HTTP 500/).waitFor();
    await stand.getByText('n8n a répondu par une erreur (HTTP 500)').waitFor();
    await page.getByRole('button', { name: 'Annuler l’action' }).waitFor();
    world.n8n.behave(ACCEPT);
    await page.getByRole('button', { name: 'Réessayer maintenant' }).click();
    await page
      .getByRole('main')
      .getByText('En attente de réponse', { exact: true })
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Réessayer maintenant' }).waitFor({ state: 'detached' });
    expect(world.n8n.of(id)).toHaveLength(4);
    await context.close();
  });

  test('that n8n refused says why to an owner, and what to do to an agent', async () => {
    const { company } = world.stack;
    const [agent] = company.agents;
    world.n8n.behave(() => ({ status: 422, body: '{"message":"Adresse non valide"}' }));
    const { id } = await createAction(world.stack, agent);
    await until('the attempt', () => world.n8n.of(id).at(0));
    const { page, context } = await world.enter();
    await openLive(page, `/actions/${id}`);
    const name = 'Où en est l’action';
    const told = page.getByRole('region', { name });
    await told.getByText('Refusée à l’envoi').waitFor();
    await told.getByText(/Réponse de n8n\s: Adresse non valide/).waitFor();
    await context.close();
    world.n8n.behave(ACCEPT);
    const other = await world.enter(agent.email);
    await openLive(other.page, `/actions/${id}`);
    const shown = other.page.getByRole('region', { name });
    await shown.getByText(/Vérifiez la fiche, puis renvoyez/).waitFor();
    expect(await shown.getByText('n8n').count()).toBe(0);
    await other.page.getByRole('button', { name: 'Renvoyer' }).click();
    await other.page.getByRole('dialog').getByRole('button', { name: 'Renvoyer' }).click();
    const timeline = other.page.getByRole('list', { name: 'Chronologie' });
    await timeline
      .getByRole('listitem')
      .filter({ hasText: /Renvoyée.+ · / })
      .waitFor();
    await other.context.close();
  });

  test('that failed on its route shows there as errors, not as silence', async () => {
    const { company } = world.stack;
    world.n8n.behave(() => ({ status: 500 }));
    const { id } = await createAction(world.stack, company.owner, { actionType: 'GENERER_DEVIS' });
    await until('an attempt', () => world.n8n.of(id).at(0));
    const { page, context } = await world.enter();
    await page.goto('/settings/operations');
    const routes = page.getByRole('list', { name: 'Routes vers n8n' });
    await routes.getByText('Répond par des erreurs (HTTP 500)').first().waitFor();
    expect(await routes.getByText('Ne répond pas').count()).toBe(0);
    world.n8n.behave(ACCEPT);
    await context.close();
  });
});
