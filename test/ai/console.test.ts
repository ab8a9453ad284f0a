/**
 * Goal: an owner sees what is configured, tries it, chooses a model and a policy, and finds every call.
 * Method: the console in Chromium, the real system, the demo model of `npm start`.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_MODEL, startFakeOpenai, type FakeOpenai } from '../../dev/fakes/openai/server.ts';
import { aiAs } from '../support/ai.ts';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';

const KEY = 'cle-de-demonstration';

describe.runIf(hasBrowser)('the page of the AI', () => {
  let world: ConsoleWorld;
  let model: FakeOpenai;

  beforeAll(async () => {
    model = await startFakeOpenai({ apiKey: KEY });
    world = await startConsole({
      environment: { AI_BASE_URL: model.baseUrl, AI_API_KEY: KEY, AI_MODEL: DEMO_MODEL },
    });
  });
  afterAll(async () => {
    await world.stop();
    await model.stop();
  });

  test('says that it is a demo, and a try leads to its call', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/ai');
    await page.getByRole('status').getByText('Démonstration', { exact: true }).waitFor();
    await page.getByText(/^0 jetons sur 1\s000\s000 aujourd’hui$/).waitFor();
    await page.getByText('Aucun appel').first().waitFor();
    const message = page.getByRole('textbox', { name: 'Message' });
    await message.fill('Ma carte est 4111 1111 1111 1111. Merci de votre aide.');
    await page.getByRole('button', { name: 'Essayer' }).click();
    const result = page.getByRole('status').filter({ hasText: 'Le modèle a répondu' });
    await result.getByText('Le modèle de démonstration répond.').waitFor();
    await result.getByText('Trouvé dans le message : numéro de carte.').waitFor();
    await result.getByRole('link', { name: 'Voir cet appel' }).click();
    const drawer = page.getByRole('dialog', { name: 'Appel du modèle' });
    await drawer.getByText('Réussi').waitFor();
    await drawer.getByText('Modèle de démonstration', { exact: true }).waitFor();
    const output = drawer.getByRole('region', { name: 'Réponse du modèle' });
    expect(await output.textContent()).toContain('[card_number]');
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    const table = page.getByRole('table', { name: 'Appels' });
    await table.getByRole('link', { name: 'Essai' }).waitFor();
    await page.getByText(/^0 jetons sur/).waitFor({ state: 'hidden' });
    await context.close();
  });

  test('takes a model of the company; faults are beside their fields, and the key is not shown again', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/ai');
    await page.getByText('Le nôtre').click();
    await page.getByRole('textbox', { name: 'Adresse du serveur' }).fill('https://10.0.0.1/v1');
    await page.getByRole('textbox', { name: 'Nom du modèle' }).fill('notre-modele');
    await page.getByLabel('Clé', { exact: true }).fill('cle-tres-secrete');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    const url = page.getByRole('textbox', { name: 'Adresse du serveur' });
    await expect.poll(() => url.getAttribute('aria-invalid')).toBe('true');
    await url.fill('https://api.example.com/v1');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Réglages de l’IA enregistrés').waitFor();
    await page.getByText('Laissez vide pour garder la clé enregistrée.').waitFor();
    await page.getByText('Votre entreprise', { exact: true }).waitFor();
    await page.reload();
    expect(await page.getByLabel('Clé', { exact: true }).inputValue()).toBe('');
    expect(await url.inputValue()).toBe('https://api.example.com/v1');
    await page.getByText('Celui de l’installation').click();
    await page.getByRole('combobox', { name: /Mots de passe/ }).click();
    await page.getByRole('option', { name: 'Ne pas faire l’appel' }).click();
    await page.getByRole('textbox', { name: 'Jetons par jour' }).fill('2000');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText(/sur 2\s000 aujourd’hui/).waitFor();
    await page.getByRole('textbox', { name: 'Message' }).fill('Mon mot de passe est Soleil26');
    await page.getByRole('button', { name: 'Essayer' }).click();
    await page.getByText('Pas de réponse utilisable').waitFor();
    await page.getByText('Trouvé dans le message : mot de passe.').waitFor();
    await context.close();
  });

  test('filters the calls by their outcome', async () => {
    const { stack } = world;
    const ai = aiAs(stack, stack.company.owner.key);
    await ai.change({ connection: null, secrets_policy: 'block' });
    await ai.try('Bonjour');
    await ai.try('Mon mot de passe est Soleil26');
    const { page, context } = await world.enter();
    await page.goto('/settings/ai?outcome=blocked_secrets');
    const table = page.getByRole('table', { name: 'Appels' });
    await table.getByText('Secret trouvé').first().waitFor();
    expect(await table.getByText('Réussi').count()).toBe(0);
    await context.close();
  });

  test('is not for a supervisor', async () => {
    const { page, context } = await world.enter(world.stack.company.supervisor.email);
    await page.goto('/settings/ai');
    await page.getByRole('heading', { level: 1, name: 'IA' }).waitFor();
    expect(await page.getByRole('button', { name: 'Essayer' }).count()).toBe(0);
    await page.goto('/settings/profile');
    expect(await page.getByRole('link', { name: 'IA', exact: true }).count()).toBe(0);
    await context.close();
  });
});
