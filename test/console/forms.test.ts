import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD } from '../support/api.ts';
import { focused, hasBrowser, signIn, visit } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';

/**
 * Goal: what every form of the console does: drafts, faults, keyboard. Method: that of console.test.ts, on a
 * stack of its own.
 */

describe.runIf(hasBrowser)('the forms of the console', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
  });

  afterAll(() => world.stop());

  test('a draft survives a reload and an ended session, and is shown to its user only', async () => {
    const { owner, agents } = world.stack.company;
    const { page, context } = await world.enter();
    await page.goto('/settings/users');
    await page.getByRole('button', { name: 'Inviter', exact: true }).click();
    const form = page.getByRole('dialog', { name: 'Inviter une personne' });
    const name = form.getByRole('textbox', { name: 'Nom' });
    await name.fill('Nadia Brouillon');
    await page.reload();
    await page.getByRole('button', { name: 'Inviter', exact: true }).click();
    await form.getByText('Brouillon restauré').waitFor();
    expect(await name.inputValue()).toBe('Nadia Brouillon');

    await context.clearCookies();
    await signIn(page, owner.email, PASSWORD);
    await page.getByRole('heading', { level: 1, name: /^Bonjour/ }).waitFor();
    await page.goto('/settings/users');
    await page.getByRole('button', { name: 'Inviter', exact: true }).click();
    expect(await name.inputValue()).toBe('Nadia Brouillon');
    const kept = await page.evaluate(() => Object.keys(sessionStorage));
    const other = `${world.stack.company.id}/${agents[0].id}/`;
    expect(kept.filter((key) => key.startsWith('relais-draft/'))).toHaveLength(1);
    expect(kept.some((key) => key.includes(other))).toBe(false);
    await context.close();
  });

  test('a discarded draft is gone, and one that was saved too', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/call-centres');
    const open = page.getByRole('button', { name: 'Nouveau centre' });
    const form = page.getByRole('dialog', { name: 'Nouveau centre' });
    const name = form.getByRole('textbox', { name: 'Nom du centre' });
    await open.click();
    await name.fill('Centre perdu');
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'hidden' });
    await open.click();
    await form.getByText('Brouillon restauré').waitFor();
    await form.getByRole('button', { name: 'Abandonner' }).click();
    await expect.poll(() => name.inputValue()).toBe('');
    await form.getByText('Brouillon restauré').waitFor({ state: 'hidden' });

    await name.fill('Centre d’Oran');
    await form.getByRole('button', { name: 'Créer' }).click();
    await page.getByText('Centre créé').waitFor();
    await open.click();
    expect(await name.inputValue()).toBe('');
    expect(await form.getByText('Brouillon restauré').count()).toBe(0);
    await context.close();
  });

  test('signing out drops the drafts', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/call-centres');
    await page.getByRole('button', { name: 'Nouveau centre' }).click();
    await page.getByRole('textbox', { name: 'Nom du centre' }).fill('Centre d’Annaba');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Compte/ }).click();
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.getByRole('heading', { level: 1, name: 'Connexion' }).waitFor();
    await expect
      .poll(() => page.evaluate(() => JSON.stringify(sessionStorage)))
      .not.toContain('relais-draft');
    await context.close();
  });

  test('no password is kept as a draft', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/profile');
    await page.getByLabel('Mot de passe actuel').fill('un secret bien gardé');
    await page.getByRole('textbox', { name: 'Nom', exact: true }).fill('Odile Ailleurs');
    await expect
      .poll(() => page.evaluate(() => JSON.stringify(sessionStorage)))
      .toContain('Odile Ailleurs');
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('secret');
    await context.close();
  });

  test('nothing is red before the submit, which shows each fault at its field and moves the focus there', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/users');
    await page.getByRole('button', { name: 'Inviter', exact: true }).click();
    const form = page.getByRole('dialog', { name: 'Inviter une personne' });
    const name = form.getByRole('textbox', { name: 'Nom' });
    const email = form.getByRole('textbox', { name: 'Adresse e-mail' });
    await focused(name);
    await page.keyboard.press('Tab');
    await focused(email);
    expect(await form.locator('[aria-invalid="true"]').count()).toBe(0);

    await form.getByRole('button', { name: 'Inviter' }).click();
    await focused(name);
    expect(await form.getByText('Obligatoire', { exact: true }).count()).toBe(2);
    await form.getByText('Un agent ou un superviseur appartient à un centre').waitFor();
    await name.fill('Nora');
    await email.fill(world.stack.company.owner.email);
    await form.getByRole('combobox', { name: 'Centre d’appels' }).click();
    await page.getByRole('option').first().click();
    await form.getByRole('button', { name: 'Inviter' }).click();
    await form.getByText('Cette adresse est déjà celle d’une personne de l’entreprise').waitFor();
    await focused(email);
    await context.close();
  });

  test('the sign-in names its faults beside the fields in the language of the page', async () => {
    const { page, context } = await visit(world.browser, world.stack.url);
    await page.goto('/sign-in');
    const email = page.getByRole('textbox', { name: 'Adresse e-mail' });
    const submit = page.getByRole('button', { name: 'Se connecter' });
    await submit.click();
    await focused(email);
    expect(await page.getByText('Obligatoire', { exact: true }).count()).toBe(2);
    await email.fill('pas une adresse');
    await page.getByRole('textbox', { name: 'Mot de passe' }).fill('un secret');
    await submit.click();
    await page.getByText('Adresse e-mail non valide').waitFor();
    await focused(email);
    await context.close();
  });

  test('a fault without a field is announced at the top and takes the focus', async () => {
    const { page, context } = await world.enter();
    await page.route('**/api/v1/call-centres', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    await page.goto('/settings/call-centres');
    await page.getByRole('button', { name: 'Nouveau centre' }).click();
    const form = page.getByRole('dialog', { name: 'Nouveau centre' });
    await form.getByRole('textbox', { name: 'Nom du centre' }).fill('Centre de Sétif');
    await form.getByRole('button', { name: 'Créer' }).click();
    await focused(form.getByRole('alert').filter({ hasText: 'Le serveur ne répond pas' }));
    await context.close();
  });

  test('Ctrl+Enter sends a form once, even when it is pressed twice', async () => {
    const { page, context } = await world.enter();
    let requestCount = 0;
    await page.route('**/api/v1/call-centres', (route) => {
      if (route.request().method() === 'POST') requestCount += 1;
      return route.continue();
    });
    await page.goto('/settings/call-centres');
    await page.getByRole('button', { name: 'Nouveau centre' }).click();
    await page.getByRole('textbox', { name: 'Nom du centre' }).fill('Centre de Tlemcen');
    await page.keyboard.press('Control+Enter');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Centre créé').waitFor();
    await page.getByText('Centre de Tlemcen').waitFor();
    expect(requestCount).toBe(1);
    await context.close();
  });

  test('typing and Enter takes the match in a list', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/users');
    await page.getByRole('button', { name: 'Inviter', exact: true }).click();
    const form = page.getByRole('dialog', { name: 'Inviter une personne' });
    const centre = form.getByRole('combobox', { name: 'Centre d’appels' });
    await centre.click();
    const first = await page.getByRole('option').first().innerText();
    await centre.pressSequentially(first.slice(0, 6));
    await page.keyboard.press('Enter');
    await expect.poll(() => centre.inputValue()).toBe(first);
    expect(await form.getByText('Obligatoire', { exact: true }).count()).toBe(0);
    await context.close();
  });

  test('a phone number is written in its international form, with the country chosen', async () => {
    const { page, context } = await world.enter();
    await page.goto('/entities/prospect?new=true');
    const phone = page.getByRole('textbox', { name: 'Téléphone' });
    await page.getByRole('combobox', { name: 'Pays du numéro' }).selectOption('DZ');
    await phone.fill('0661 23 45 67');
    await page.getByRole('textbox', { name: 'Référence' }).click();
    await expect.poll(() => phone.inputValue()).toBe('+213661234567');
    await context.close();
  });
});
