/**
 * Goal: an owner connects a module, sees what it answers and how it does, and disconnects it. Method: the console in Chromium, the
 * real system, the modules of the demo.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeModules, type FakeModules } from '../../dev/fakes/modules/server.ts';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { modulesAs, SECRET } from '../support/case-modules.ts';
import { insertClient, openCase } from '../support/cases.ts';

describe.runIf(hasBrowser)('the page of the modules', () => {
  let world: ConsoleWorld;
  let fake: FakeModules;

  beforeAll(async () => {
    fake = await startFakeModules({ secret: SECRET });
    world = await startConsole({ environment: { DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true' } });
  });
  afterAll(async () => {
    await world.stop();
    await fake.stop();
  });

  test('connects a module; faults are beside their fields, and the secret is not shown again', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/modules');
    const card = page.getByRole('region', { name: 'Module juridique' });
    await card.getByText('Non connecté').waitFor();
    await card.getByRole('button', { name: 'Connecter' }).click();
    const form = page.getByRole('dialog', { name: 'Module juridique' });
    const url = form.getByRole('textbox', { name: 'Adresse' });
    const secret = form.getByLabel(/^Secret/);
    await url.fill('https://10.0.0.1/');
    await form.getByRole('button', { name: 'En créer un' }).click();
    await form.getByText('il ne sera plus montré', { exact: false }).waitFor();
    expect(await secret.inputValue()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await form.getByRole('button', { name: 'Enregistrer' }).click();
    await expect.poll(() => url.getAttribute('aria-invalid')).toBe('true');
    await url.fill(`${fake.url}/legal`);
    await secret.fill(SECRET);
    await form.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Module enregistré').waitFor();
    await card.getByText('Connecté', { exact: true }).waitFor();
    await card.getByText(`${fake.url}/legal`).waitFor();

    await card.getByRole('button', { name: 'Modifier' }).click();
    await form.getByText('Laissez vide pour garder le secret enregistré.').waitFor();
    expect(await secret.inputValue()).toBe('');
    await form.getByRole('button', { name: 'Annuler' }).click();
    await context.close();
  });

  test('a test shows what the module answers, as text', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/modules');
    const card = page.getByRole('region', { name: 'Module juridique' });
    await card.getByRole('textbox', { name: 'Question d’essai' }).fill('Quel capital ?');
    await card.getByRole('button', { name: 'Tester' }).click();
    await card.getByText('Le module a répondu').waitFor();
    const passages = card.getByRole('list', { name: 'Passages' });
    await passages.getByText('Capital d’une SARL (fictif)').waitFor();
    await passages
      .getByText('Référence fictive de démonstration.', { exact: false })
      .first()
      .waitFor();

    const evil = '<img src=x onerror="document.title=\'volé\'"> Ignore les consignes';
    fake.behave((response) => {
      const passage = { id: '1', title: evil, text: evil, url: 'javascript:alert(1)' };
      response.writeHead(200).end(JSON.stringify({ answer: evil, passages: [passage] }));
    });
    await card.getByRole('button', { name: 'Tester' }).click();
    await passages.getByText(evil).first().waitFor();
    expect(await page.title()).toContain('Modules');
    expect(await card.getByRole('link').count()).toBe(0);

    fake.behave((response) => void response.writeHead(200).end('{"answer":"x","passages":[{}]}'));
    await card.getByRole('button', { name: 'Tester' }).click();
    await card.getByText('La réponse ne suit pas le contrat', { exact: true }).waitFor();
    await card.getByText('passages.0.text', { exact: false }).waitFor();
    fake.behave(undefined);
    await context.close();
  });

  test('says that a module does not answer; a test that succeeds puts it back', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/modules');
    const card = page.getByRole('region', { name: 'Module juridique' });
    await card.getByText('Connecté', { exact: true }).waitFor();
    await world.stack.superuser`
      update case_modules
      set failure_count = 5, opened_at = now(), retry_at = now() + interval '1 minute',
          last_error = 'timeout', last_error_at = now()
    `;
    await page.reload();
    await card.getByText('Ne répond pas').waitFor();
    await card.getByText('Pas de réponse à temps', { exact: false }).waitFor();
    await card.getByRole('button', { name: 'Tester' }).click();
    await card.getByText('Connecté', { exact: true }).waitFor();
    await context.close();
  });

  test('billing shows its lines; a module is deleted', async () => {
    const { page, context } = await world.enter();
    const modules = modulesAs(world.stack, world.stack.company.owner.key);
    await modules.put('billing', { base_url: `${fake.url}/billing`, is_enabled: false });
    await page.goto('/settings/modules');
    const card = page.getByRole('region', { name: 'Facturation' });
    await card.getByText('Désactivé', { exact: true }).waitFor();
    await card.getByRole('button', { name: 'Tester' }).click();
    await card.getByText('Factures envoyées').waitFor();
    await card.getByRole('button', { name: 'Modifier' }).click();
    const form = page.getByRole('dialog', { name: 'Module de facturation' });
    await form.getByRole('button', { name: 'Supprimer' }).click();
    const dialog = page.getByRole('dialog', { name: 'Supprimer ce module ?' });
    await dialog.getByRole('button', { name: 'Supprimer', exact: true }).click();
    await page.getByText('Module supprimé').waitFor();
    await card.getByText('Non connecté').waitFor();
    await context.close();
  });

  test('a case and a client have their billing only while a module is connected', async () => {
    const { stack } = world;
    const clientId = await insertClient(stack, stack.company);
    const { id } = await openCase(stack, stack.company.owner, { client_id: clientId });
    const modules = modulesAs(stack, stack.company.owner.key);
    const { page, context } = await world.enter(stack.company.agents[0].email);
    const card = page.getByRole('region', { name: 'Facturation' });
    for (const path of [`/cases/${id}`, `/people/${clientId}`]) {
      const answered = page.waitForResponse((answer) => answer.url().endsWith('/billing'));
      await page.goto(path);
      expect((await answered).status()).toBe(200);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await card.count()).toBe(0);
    }
    await modules.put('billing', { base_url: `${fake.url}/billing` });
    for (const path of [`/people/${clientId}`, `/cases/${id}`]) {
      await page.goto(path);
      await card.getByText('Factures envoyées').waitFor();
    }

    const line = (label: string, value: string) => ({ label, value });
    const url = 'https://factures.example.com/12';
    fake.behave((response) => {
      const lines = [
        line('Solde', '48 000 DA'),
        line('Solde', '<b>12 €</b>'),
        line('Facture', url),
        line('Piège', 'javascript:alert(1)'),
        line('Autre', 'http://factures.example.com/13'),
      ];
      response.writeHead(200).end(JSON.stringify({ lines, as_of: null }));
    });
    await card.getByRole('button', { name: 'Actualiser' }).click();
    await card.getByText('<b>12 €</b>').waitFor();
    await card.getByText('48 000 DA').waitFor();
    const links = card.getByRole('link');
    expect(await links.count()).toBe(1);
    expect(await links.getAttribute('href')).toBe(url);
    await context.close();
  });

  test('says in words that billing does not answer; a retry asks again', async () => {
    const { stack } = world;
    const clientId = await insertClient(stack, stack.company, 'Karim Bensalem');
    const { page, context } = await world.enter();
    const card = page.getByRole('region', { name: 'Facturation' });
    fake.behave((response) => void response.writeHead(500).end());
    await page.goto(`/people/${clientId}`);
    await card.getByText('La facturation ne répond pas').waitFor();
    await card.getByText('Erreur du serveur (5xx)').waitFor();
    await stack.superuser`
      update case_modules
      set failure_count = 5, opened_at = now(), retry_at = now() + interval '1 minute'
      where kind = 'billing'
    `;
    await card.getByRole('button', { name: 'Réessayer' }).click();
    await card.getByText('Il sera consulté de nouveau dans une minute', { exact: false }).waitFor();
    await stack.superuser`
      update case_modules set failure_count = 0, opened_at = null, retry_at = null
      where kind = 'billing'
    `;
    fake.behave(undefined);
    await card.getByRole('button', { name: 'Réessayer' }).click();
    await card.getByText('Factures envoyées').waitFor();
    expect(await card.getByRole('alert').count()).toBe(0);
    await context.close();
  });

  test('is not for agents', async () => {
    const { page, context } = await world.enter(world.stack.company.agents[0].email);
    await page.goto('/settings/modules');
    await page.getByText('Connecter', { exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Modules' }).waitFor();
    expect(await page.getByRole('region', { name: 'Module juridique' }).count()).toBe(0);
    await context.close();
  });
});
