import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeSmtp, type FakeSmtp } from '../../dev/fakes/smtp/server.ts';
import { FormOut } from '../../src/domain/forms/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { answerOf } from '../support/actions.ts';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { leadsOf } from '../support/forms.ts';
import { until } from '../support/until.ts';

/**
 * Goal: an owner builds a form, a visitor of another site sends it and confirms the address, and the owner
 * sees it. Method: real Chromium, the real system, a real SMTP server and a site of its own on loopback.
 */

describe.runIf(hasBrowser)('a form, from the console to a confirmed lead', () => {
  let smtp: FakeSmtp;
  let world: ConsoleWorld;
  let site: Server;
  let siteUrl: string;
  let siteHtml = '';
  beforeAll(async () => {
    smtp = await startFakeSmtp();
    world = await startConsole({
      taskQueue: 'mail',
      environment: { SMTP_URL: smtp.url, MAIL_FROM: 'relais@relais.example' },
    });
    site = createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end(`<!doctype html><title>Site</title><h1>Notre site</h1>${siteHtml}`);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const address = site.address();
    if (address === null || typeof address === 'string') throw new Error('the site has no port');
    siteUrl = `http://127.0.0.1:${address.port}`;
  });
  afterAll(async () => {
    site.close();
    await world.stop();
    await smtp.stop();
  });

  const storedForm = async () => {
    const answer = await world.stack.request('/api/v1/forms', {
      key: world.stack.company.owner.key,
    });
    const [form] = (await answerOf(answer, 200, pageOf(FormOut))).data;
    if (!form) throw new Error('no form is stored');
    return form;
  };

  test('is built with a live preview, sent from another site, and counted', async () => {
    const { page, context } = await world.enter();
    await page.goto('/forms');
    await page.getByRole('link', { name: 'Nouveau formulaire' }).click();
    await page.getByRole('textbox', { name: 'Nom du formulaire' }).fill('Demande de devis');
    await page.getByRole('button', { name: 'Ajouter un champ' }).click();
    const row = page.getByRole('listitem', { name: 'Champ 3' });
    await row.getByRole('textbox', { name: 'Intitulé' }).fill('Date de début');
    const preview = page.getByRole('group', { name: 'Aperçu' });
    await preview.getByRole('textbox', { name: 'Date de début' }).waitFor();
    await page.getByText(/^Sans centre d’appels, aucun superviseur ni agent/).waitFor();
    const moving = page.getByRole('listitem', { name: 'Date de début' });
    expect(await moving.getByRole('textbox', { name: 'Identifiant' }).inputValue()).toBe(
      'date_de_debut',
    );
    await moving.getByRole('button', { name: 'Monter Date de début' }).click();
    await page.getByRole('switch', { name: /Demander de confirmer/ }).click({ force: true });
    const origins = page.getByRole('combobox', { name: 'Sites autorisés' });
    await origins.fill('http://site.example/');
    await origins.press('Enter');
    await page.getByRole('button', { name: 'Créer' }).click();
    await page.getByText(/l’adresse d’un site sans chemin/).waitFor();
    await origins.press('Backspace');
    await origins.fill(siteUrl);
    await origins.press('Enter');
    await page.getByRole('button', { name: 'Créer' }).click();
    await page.getByRole('heading', { level: 1, name: 'Demande de devis' }).waitFor();
    const form = await storedForm();
    expect(form.fields.map(({ key }) => key)).toEqual(['name', 'date_de_debut', 'email']);
    expect(await page.getByText('data-relais-form').textContent()).toBe(form.embed_html);

    siteHtml = form.embed_html;
    const visitor = await world.browser.newPage();
    await visitor.goto(siteUrl);
    const frame = visitor.frameLocator('iframe[title="Demande de devis"]');
    await frame.getByRole('textbox', { name: /^Nom/ }).fill('Zoé Visiteuse');
    await frame.getByRole('textbox', { name: /^Adresse e-mail/ }).fill('pas une adresse');
    await frame.getByRole('button', { name: 'Envoyer' }).click();
    await frame.getByText('Cette adresse e-mail n’est pas valide.').waitFor();
    await frame.getByText(/corrigez les champs en rouge \(1\)/).waitFor();
    await frame.getByRole('textbox', { name: /^Adresse e-mail/ }).fill('zoe@visiteurs.example');
    await frame.getByRole('button', { name: 'Envoyer' }).dblclick();
    await frame.getByRole('heading', { name: 'Message envoyé' }).waitFor();
    const height = await visitor.locator('iframe').evaluate((one) => one.style.height);
    expect(height).not.toBe('600px');
    expect(await leadsOf(world.stack, form)).toHaveLength(1);

    const link = await until('the mail arrives', () =>
      /http\S+confirm\?token=\S+/
        .exec(smtp.mails().find(({ to }) => to.join().includes('zoe@'))?.text ?? '')
        ?.at(0),
    );
    await visitor.goto(link);
    await visitor.getByRole('button', { name: 'Confirmer mon adresse' }).click();
    await visitor.getByRole('heading', { name: 'Adresse confirmée' }).waitFor();
    await visitor.close();

    const statistics = page.getByRole('region', { name: 'Statistiques' });
    await statistics.getByRole('img', { name: /Confirmés 1/ }).waitFor();
    await context.close();
  });

  test('works without a script', async () => {
    const form = await storedForm();
    const context = await world.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(form.hosted_url);
    await page.getByRole('textbox', { name: /^Nom/ }).fill('Yann Sans-Script');
    await page.getByRole('textbox', { name: /^Adresse e-mail/ }).fill('yann@visiteurs.example');
    await page.getByRole('button', { name: 'Envoyer' }).click();
    await page.getByRole('heading', { name: 'Message envoyé' }).waitFor();
    expect(await leadsOf(world.stack, form)).toHaveLength(2);
    await context.close();
  });

  test('has fields with the names of what a form is in a browser', async () => {
    const { request, company } = world.stack;
    const fields = ['action', 'dataset', 'method'].map((key) => ({
      key,
      type: 'text',
      label: `Champ ${key}`,
    }));
    const answer = await request('/api/v1/forms', {
      key: company.owner.key,
      body: { name: 'Formation-action', fields },
    });
    const form = await answerOf(answer, 201, FormOut);
    const page = await world.browser.newPage();
    await page.goto(form.hosted_url);
    await page.getByRole('textbox', { name: /action/ }).fill('Sertissage');
    await page.getByRole('button', { name: 'Envoyer' }).click();
    await page.getByRole('heading', { name: 'Message envoyé' }).waitFor();
    // Without leaving the page: by its script.
    expect(page.url()).toBe(form.hosted_url);
    expect(await leadsOf(world.stack, form)).toMatchObject([{ data: { action: 'Sertissage' } }]);
    await page.close();
  });
});
