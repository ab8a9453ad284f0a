import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeSmtp, type FakeSmtp } from '../../dev/fakes/smtp/server.ts';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';

/**
 * Goal: an owner sees what became of an invitation's mail, and under `npm start` reads it. Method: real
 * Chromium, the real system and a real SMTP server on loopback.
 */

describe.runIf(hasBrowser)('invitations by mail in the console', () => {
  let smtp: FakeSmtp;
  let world: ConsoleWorld;
  beforeAll(async () => {
    smtp = await startFakeSmtp();
    world = await startConsole({
      taskQueue: 'mail',
      environment: {
        SMTP_URL: smtp.url,
        MAIL_FROM: 'relais@relais.example',
        DANGEROUS_SENT_MAIL_URL: smtp.httpUrl,
      },
    });
  });
  afterAll(async () => {
    await world.stop();
    await smtp.stop();
  });

  test('the list of people says when the mail was sent, without a reload', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/users');
    await page.getByRole('button', { name: 'Inviter', exact: true }).click();
    const form = page.getByRole('dialog', { name: 'Inviter une personne' });
    await form.getByRole('textbox', { name: 'Nom' }).fill('Nadia Nouvelle');
    await form.getByRole('textbox', { name: 'Adresse e-mail' }).fill('nadia@atelier.example');
    await form.getByRole('combobox', { name: 'Centre d’appels' }).click();
    await page.getByRole('option', { name: 'Lyon' }).click();
    await form.getByRole('button', { name: 'Inviter' }).click();
    const link = page.getByRole('dialog', { name: 'Lien d’invitation' });
    await link.getByText('Il lui est aussi envoyé par e-mail.').waitFor();
    await link.getByRole('button', { name: 'Fermer' }).click();
    const row = page.getByRole('row', { name: /Nadia Nouvelle/ });
    await row.getByText(/^E-mail envoyé/).waitFor();
    await context.close();
  });

  test('an owner keeps invitations from being sent, and sees so', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/company');
    const mails = page.getByRole('region', { name: 'E-mails' });
    await mails.getByRole('switch', { name: 'Envoyer aussi les invitations' }).click();
    await mails.getByRole('textbox', { name: 'Nom de l’expéditeur' }).fill('Atelier Jonquille');
    await mails.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Réglages enregistrés').waitFor();
    await page.reload();
    expect(await mails.getByRole('switch').isChecked()).toBe(false);
    expect(await mails.getByRole('textbox').inputValue()).toBe('Atelier Jonquille');
    await context.close();
  });

  test('Operations leads to the sent mails, and a mail to the invitation', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/operations');
    await page.getByRole('link', { name: 'E-mails envoyés' }).click();
    await page.getByRole('heading', { level: 1, name: 'E-mails envoyés' }).waitFor();
    const row = page.getByRole('row', { name: /nadia@atelier\.example/ });
    await row.getByRole('link', { name: /^Votre accès à/ }).click();
    const mail = page.getByRole('dialog', { name: /^Votre accès à/ });
    await mail.getByRole('link', { name: /\/invitation#rli_/ }).click();
    await page.getByRole('button', { name: 'Ouvrir mon compte' }).waitFor();
    await context.close();
  });
});
