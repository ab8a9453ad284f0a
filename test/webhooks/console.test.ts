import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { hasBrowser, openLive } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { insertTestDelivery } from '../support/rows/webhooks.ts';
import { answer, startReceiver, type Receiver } from '../support/webhooks/receiver.ts';
import { emitLeads, insertWebhook } from '../support/webhooks/world.ts';

/**
 * Goal: an owner connects another program without help, sees what it was sent and why a delivery failed, and
 * sends it again. Method: the console in Chromium, the real system, a receiver on this machine.
 */

describe.runIf(hasBrowser)('the pages of webhooks', () => {
  let world: ConsoleWorld;
  let receiver: Receiver;

  beforeAll(async () => {
    receiver = await startReceiver();
    world = await startConsole({ taskQueue: 'webhooks' });
  });

  afterAll(async () => {
    await world.stop();
    await receiver.stop();
  });

  const webhookAt = (path: string) =>
    insertWebhook({ ...world.stack, company: world.stack.company }, { url: receiver.url + path });

  test('a webhook is created with chosen events, and its secret is shown once', async () => {
    const { page, context } = await world.enter();
    await page.goto('/webhooks');
    await page.getByText('Aucun webhook pour l’instant').waitFor();
    await page.getByRole('link', { name: 'Nouveau webhook' }).first().click();
    await page.getByRole('textbox', { name: 'Nom', exact: true }).fill('CRM commercial');
    await page.getByRole('button', { name: 'Créer' }).click();
    await page.getByText('Choisissez au moins un événement').waitFor();
    await page.getByRole('textbox', { name: 'Adresse' }).fill(`${receiver.url}/created`);
    const leads = page.getByRole('group', { name: 'Leads' });
    await leads.getByRole('checkbox', { name: 'Lead créé' }).check();
    await leads.getByRole('checkbox', { name: 'Lead converti' }).check();
    await leads.getByRole('button', { name: 'Exemple de Lead créé' }).click();
    await page
      .getByRole('region', { name: 'Exemple de Lead créé' })
      .getByText('"Marie Dumitru"')
      .waitFor();
    await page.getByRole('button', { name: 'Ajouter un en-tête' }).click();
    const name = page.getByRole('textbox', { name: 'Nom de l’en-tête 1' });
    await name.fill('Host');
    await page.getByLabel('Valeur de l’en-tête 1').fill('jeton-du-crm');
    await page.getByRole('button', { name: 'Créer' }).click();
    await page.getByText('Ce nom n’est pas possible').waitFor();
    await name.fill('X-Token');
    await page.getByRole('button', { name: 'Créer' }).click();
    const dialog = page.getByRole('dialog', { name: 'Le secret du webhook' });
    const secret = await dialog.getByText(/^whsec_/).textContent();
    await dialog.getByRole('button', { name: 'Je l’ai gardé en lieu sûr' }).click();
    await page.getByRole('heading', { level: 1, name: 'CRM commercial' }).waitFor();
    const { data } = await webhooks();
    expect(data).toMatchObject([
      {
        name: 'CRM commercial',
        events: ['LeadCreated', 'LeadConverted'],
        header_names: ['X-Token'],
      },
    ]);
    await page.getByText('X-Token').waitFor();
    const text = await page.locator('body').textContent();
    expect(text).not.toContain(secret ?? 'whsec_');
    expect(text).not.toContain('jeton-du-crm');
    await context.close();
  });

  const webhooks = async () => {
    const { request, company } = world.stack;
    const list = await request('/api/webhooks', { key: company.owner.key });
    const item = z.object({
      name: z.string(),
      events: z.array(z.string()),
      header_names: z.array(z.string()),
    });
    return z.object({ data: z.array(item) }).parse(await list.json());
  };

  test('a test shows what is sent, and what came back', async () => {
    const { id } = await webhookAt('/test');
    receiver.behave(
      '/test',
      answer(422, { 'content-type': 'application/json' }, '{"champ":"phone"}'),
    );
    const { page, context } = await world.enter();
    await page.goto(`/webhooks/${id}`);
    await page.getByRole('button', { name: 'Envoyer un test' }).click();
    const dialog = page.getByRole('dialog', { name: 'Envoyer un test' });
    await dialog.getByRole('region', { name: 'Ce qui sera envoyé' }).getByText('4217').waitFor();
    await dialog.getByRole('button', { name: 'Envoyer le test' }).click();
    const result = dialog.getByRole('status', { name: 'Le test a échoué' });
    await result.getByText('HTTP 422').waitFor();
    await result.getByText('Refusé par le serveur (4xx)').waitFor();
    await result.getByText('"phone"').waitFor();
    receiver.behave('/test', answer(204));
    await dialog.getByRole('button', { name: 'Envoyer à nouveau' }).click();
    await dialog.getByRole('status', { name: 'Le test a réussi' }).waitFor();
    expect(receiver.of('/test')).toHaveLength(2);
    await context.close();
  });

  test('a failed attempt is seen as it happens, with its cause, and tried again at once', async () => {
    const { id } = await webhookAt('/attempts');
    receiver.behave('/attempts', answer(503, {}, 'maintenance en cours'));
    const { page, context } = await world.enter();
    await openLive(page, `/webhooks/${id}`);
    await page.getByText('Aucun envoi pour l’instant').waitFor();
    await emitLeads({ ...world.stack, company: world.stack.company });
    const row = page.getByRole('table', { name: 'Envois' }).getByRole('row').nth(1);
    await row.getByText('HTTP 503').waitFor();
    await row.getByText('En attente').waitFor();
    const lead = row.getByRole('link', { name: 'Lead n° 1000' });
    expect(await lead.getAttribute('href')).toBe('/leads/1000');
    await row.getByRole('link', { name: /Lead créé/ }).click();
    const drawer = page.getByRole('dialog', { name: 'Envoi : Lead créé' });
    await drawer.getByText('Erreur du serveur (5xx)').first().waitFor();
    await drawer.getByText('"maintenance en cours"').first().waitFor();
    receiver.behave('/attempts', answer(200, {}, 'merci'));
    await drawer.getByRole('button', { name: 'Réessayer maintenant' }).click();
    await drawer.getByText('"merci"').waitFor();
    await drawer.getByText('Livré').waitFor();
    await drawer.getByRole('button', { name: 'Renvoyer' }).waitFor();
    await context.close();
  });

  test('an open circuit shows its next attempt; one that is asked for is made at once', async () => {
    const { id } = await webhookAt('/circuit');
    const { company, superuser } = world.stack;
    for (let index = 0; index < 2; index += 1) {
      await insertTestDelivery(world.stack, company, { webhookId: id, status: 'pending' });
    }
    await superuser`
      update webhook_deliveries set next_attempt_at = now() + interval '8 minutes'
      where webhook_id = ${id}
    `;
    await superuser`
      insert into webhook_health
        (company_id, webhook_id, circuit, probe_at, probe_delay_seconds, failing_since)
      values
        (${company.id}, ${id}, 'open', now() + interval '8 minutes', 600, now() - interval '1 day')
    `;
    const { page, context } = await world.enter();
    await openLive(page, `/webhooks/${id}`);
    await page.getByText(/Prochain essai automatique\s: dans [78]\smin/).waitFor();
    const table = page.getByRole('table', { name: 'Envois' });
    await table.getByText('au plus tôt dans').first().waitFor();
    await table
      .getByRole('link', { name: /Lead créé/ })
      .first()
      .click();
    const drawer = page.getByRole('dialog', { name: 'Envoi : Lead créé' });
    await drawer.getByText(/le premier part dès que l’adresse répond à nouveau/).waitFor();
    await drawer.getByRole('button', { name: 'Réessayer maintenant' }).click();
    await page.getByText('L’essai part maintenant').waitFor();
    await drawer.getByText('Livré').waitFor();
    await expect.poll(() => table.getByText('Livré').count()).toBe(2);
    await page.getByText('Circuit ouvert').first().waitFor({ state: 'detached' });
    await context.close();
  });

  test('a delivery is found by the webhook-id of its requests; the guide is one click away', async () => {
    const { id } = await webhookAt('/lookup');
    const { company } = world.stack;
    const { eventId } = await insertTestDelivery(world.stack, company, { webhookId: id });
    await insertTestDelivery(world.stack, company, { webhookId: id, status: 'succeeded' });
    const { page, context } = await world.enter();
    await page.goto(`/webhooks/${id}?event_id=${eventId.slice(0, 8)}`);
    await page.getByText('Aucun envoi ne correspond').waitFor();
    await page.goto(`/webhooks/${id}?event_id=${eventId}`);
    const table = page.getByRole('table', { name: 'Envois' });
    await table.getByText('Échoué').waitFor();
    expect(await table.getByText('Livré').count()).toBe(0);
    for (const path of [`/webhooks/${id}`, '/webhooks']) {
      await page.goto(path);
      const guide = page.getByRole('link', { name: 'Guide pour les recevoir' });
      expect(await guide.getAttribute('href')).toBe('/docs/webhooks/fr');
    }
    await context.close();
  });

  test('a period is counted first, and sent again after a confirmation', async () => {
    const { id } = await webhookAt('/replay');
    const { company } = world.stack;
    await insertTestDelivery(world.stack, company, { webhookId: id });
    await insertTestDelivery(world.stack, company, { webhookId: id, status: 'succeeded' });
    const { page, context } = await world.enter();
    await openLive(page, `/webhooks/${id}`);
    await chooseOther(page, 'Renvoyer une période');
    const dialog = page.getByRole('dialog', { name: 'Renvoyer une période' });
    await dialog.getByRole('button', { name: 'Compter' }).click();
    await dialog.getByText('1 envoi sera refait.').waitFor();
    expect(receiver.of('/replay')).toEqual([]);
    await dialog.getByRole('button', { name: 'Refaire 1 envoi' }).click();
    await page.getByText('1 envoi relancé').waitFor();
    await expect.poll(() => receiver.of('/replay').length).toBe(1);
    const table = page.getByRole('table', { name: 'Envois' });
    await expect.poll(() => table.getByText('Livré').count()).toBe(2);
    await context.close();
  });

  test('after it is activated again, what the webhook missed is offered with its count', async () => {
    const { id } = await webhookAt('/missed');
    const { company, superuser } = world.stack;
    await superuser`update webhooks set is_active = false where id = ${id}`;
    await emitLeads({ ...world.stack, company }, { count: 2 });
    await insertTestDelivery(world.stack, company, { webhookId: id });
    const { page, context } = await world.enter();
    await openLive(page, `/webhooks/${id}`);
    await chooseOther(page, 'Activer');
    const dialog = page.getByRole('dialog', { name: 'Rejouer ce qui a été manqué' });
    await dialog.getByText(/3 événements n’ont pas été livrés depuis le/).waitFor();
    expect(receiver.of('/missed')).toEqual([]);
    await dialog.getByRole('button', { name: 'Refaire 3 envois' }).click();
    await page.getByText('3 envois relancés').waitFor();
    await expect.poll(() => receiver.of('/missed').length).toBe(3);
    await context.close();
  });

  test('a new secret is shown once, and the page says how long the old one is valid', async () => {
    const { id, secret } = await webhookAt('/rotation');
    const { page, context } = await world.enter();
    await page.goto(`/webhooks/${id}`);
    await chooseOther(page, 'Remplacer le secret');
    const question = page.getByRole('dialog', { name: 'Remplacer le secret' });
    await question.getByText(/reste valable 24 heures/).waitFor();
    await question.getByRole('button', { name: 'Remplacer le secret' }).click();
    const shown = page.getByRole('dialog', { name: 'Le nouveau secret' });
    expect(await shown.getByText(/^whsec_/).textContent()).not.toBe(secret);
    await shown.getByRole('button', { name: 'Je l’ai gardé en lieu sûr' }).click();
    await page.getByText(/L’ancien signe encore chaque envoi jusqu’au/).waitFor();
    await context.close();
  });
});

const chooseOther = async (page: Page, label: string): Promise<void> => {
  await page.getByRole('button', { name: 'Autres actions' }).click();
  await page.getByRole('menuitem', { name: label }).click();
};
