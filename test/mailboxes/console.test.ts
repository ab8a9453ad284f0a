import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMailServers, type MailServers } from '../../dev/fakes/imap/server.ts';
import { focused, hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { mailboxesAs } from '../support/mailbox-calls.ts';

/**
 * Goal: an owner connects a mailbox without help, is told what is wrong with a connection, and sees what became of
 * each message. Method: the console in Chromium, the real system, the mail servers of `npm start`.
 */

const PASSWORD = 'cannelle et gingembre';
const EMAIL = 'contact@atelier.example';

describe.runIf(hasBrowser)('the pages of mailboxes', () => {
  let world: ConsoleWorld;
  let servers: MailServers;

  beforeAll(async () => {
    servers = await startMailServers({
      company: { email: EMAIL },
      customer: { email: 'client@example.com' },
      password: PASSWORD,
    });
    world = await startConsole({});
  });
  afterAll(async () => {
    await world.stop();
    await servers.stop();
  });

  test('an address of a known provider needs no servers', async () => {
    const { page, context } = await world.enter();
    await page.goto('/mailboxes');
    await page.getByText('Aucune boîte pour l’instant').waitFor();
    await page.getByRole('link', { name: 'Connecter une boîte' }).first().click();
    await page.getByRole('textbox', { name: 'Adresse e-mail' }).fill('atelier@gmail.com');
    await page.getByText('Serveurs de Gmail, Google Workspace trouvés.').waitFor();
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByLabel('Mot de passe d’application').waitFor();
    await page.getByRole('button', { name: 'Serveurs' }).click();
    expect(
      await page.getByRole('textbox', { name: 'Serveur IMAP', exact: true }).inputValue(),
    ).toBe('imap.gmail.com');
    await context.close();
  });

  test('a connection is tested step by step before the mailbox is saved', async () => {
    const { page, context } = await world.enter();
    await page.goto('/mailboxes/new');
    await page.getByRole('textbox', { name: 'Adresse e-mail' }).fill(EMAIL);
    await page.getByRole('button', { name: 'Continuer' }).click();
    for (const [name, port] of [
      ['Serveur IMAP', servers.company.port],
      ['Serveur SMTP', servers.smtpPort],
    ] as const) {
      await page.getByRole('textbox', { name, exact: true }).fill('127.0.0.1');
      await page.getByRole('textbox', { name: `Port (${name})` }).fill(String(port));
      await page.getByRole('combobox', { name: `Sécurité (${name})` }).click();
      await page.getByRole('option', { name: 'Aucune' }).click();
    }
    await page.getByRole('textbox', { name: 'Mot de passe', exact: true }).fill('faux');
    await page.getByRole('button', { name: 'Tester la connexion' }).click();
    const bad = page.getByRole('status', { name: 'La connexion ne fonctionne pas' });
    await bad.getByText('Le serveur a refusé les identifiants.').first().waitFor();
    expect(await page.getByRole('button', { name: 'Continuer' }).count()).toBe(0);
    await page.getByRole('textbox', { name: 'Mot de passe', exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Tester la connexion' }).click();
    const good = page.getByRole('status', { name: 'La connexion fonctionne' });
    await good.getByText('5 dossiers trouvés, envoyés').waitFor();
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByRole('textbox', { name: 'Nom de l’expéditeur' }).fill('Accueil de l’atelier');
    await page.getByRole('button', { name: 'Connecter' }).click();
    await page.getByRole('heading', { level: 1, name: EMAIL }).waitFor();
    await page.getByText('Accueil de l’atelier').waitFor();
    expect(await page.locator('body').textContent()).not.toContain(PASSWORD);
    await page.getByRole('button', { name: 'Autres actions' }).click();
    await page.getByRole('menuitem', { name: 'Mettre en pause' }).click();
    await page.getByText('En pause').first().waitFor();
    await context.close();
  });

  test('older mail is read for the chosen days; the drawer tells what was found', async () => {
    const { stack } = world;
    const { id } = await mailboxesAs(stack, stack.company.owner.key).create({
      email: 'archives@atelier.example',
    });
    const { page, context } = await world.enter();
    await page.goto(`/mailboxes/${id}`);
    await page.getByRole('button', { name: 'Autres actions' }).click();
    await page.getByRole('menuitem', { name: 'Reprendre d’anciens messages' }).click();
    const drawer = page.getByRole('dialog', { name: 'Anciens messages' });
    const ask = async (from: string, to: string) => {
      await drawer.getByRole('textbox', { name: 'Du' }).fill(from);
      await drawer.getByRole('textbox', { name: 'Au' }).fill(to);
      await drawer.getByRole('button', { name: 'Lire ces messages' }).click();
    };
    await ask('2/3/2026', '1/3/2026');
    await drawer.getByText('Doit suivre le début').waitFor();
    await ask('1/3/2026', '2/3/2026');
    await drawer.getByText('1 mars 2026 – 2 mars 2026').waitFor();
    await drawer.getByText('En attente de la relève').waitFor();
    await page.keyboard.press('Escape');
    await focused(page.getByRole('button', { name: 'Autres actions' }));
    await page.getByRole('button', { name: 'Autres actions' }).click();
    await page.getByRole('menuitem', { name: 'Reprendre d’anciens messages' }).click();
    await drawer.getByText('En attente de la relève').waitFor();
    // These tests have no worker of mail.
    const [asked] = await stack.superuser`
      update mailbox_cycles
      set status = 'succeeded', finished_at = now(), new_count = 12, duplicate_count = 3
      where mailbox_id = ${id}
      returning range_from, range_to
    `;
    expect(asked).toEqual({ range_from: new Date(2026, 2, 1), range_to: new Date(2026, 2, 3) });
    await drawer.getByText('Messages : 12 nouveaux et 3 doublons.').waitFor();
    await drawer.getByRole('button', { name: 'Autre période' }).click();
    await drawer.getByRole('button', { name: 'Lire ces messages' }).waitFor();
    await context.close();
  });

  test('the server that confirms senders is proposed from the mails, and chosen', async () => {
    const { stack } = world;
    const { id, email } = await mailboxesAs(stack, stack.company.owner.key).create({
      email: 'serveur@atelier.example',
      is_active: false,
    });
    await stack.superuser`
      with conversation as (
        insert into conversations (company_id, channel, mailbox_id, subject)
        values (${stack.company.id}, 'email', ${id}, 'Question')
        returning id
      )
      insert into messages (
        company_id, conversation_id, channel, mailbox_id, direction, sender_address, headers,
        occurred_at
      )
      select ${stack.company.id}, conversation.id, 'email', ${id}, 'in', 'p@c' || number || '.example',
        '{"authentication-results": "mx.atelier.example; dmarc=pass"}', now()
      from conversation, generate_series(1, 25) as number
    `;
    const { page, context } = await world.enter();
    await page.goto(`/mailboxes/${id}`);
    await page.getByText('Aucun : aucune réponse ne part sans une personne').waitFor();
    await page.goto(`/mailboxes/${id}/edit`);
    await page.getByText('mx.atelier.example est en tête de 25 des 25 derniers messages').waitFor();
    await page.getByRole('button', { name: 'Reprendre ce nom' }).click();
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Boîte enregistrée').waitFor();
    await page.getByText('mx.atelier.example').waitFor();
    expect(await page.getByRole('heading', { name: email }).count()).toBe(1);
    await context.close();
  });

  test('what became of each message is shown, and one that waits is given up', async () => {
    const { stack } = world;
    const { id } = await mailboxesAs(stack, stack.company.owner.key).create({ is_active: false });
    const cycleId = uuidv7();
    const companyId = stack.company.id;
    await stack.superuser`
      insert into mailbox_cycles
        (id, company_id, mailbox_id, trigger, status, new_count, newsletter_count,
         quarantined_count, finished_at)
      values (${cycleId}, ${companyId}, ${id}, 'schedule', 'succeeded', 3, 2, 1, now())
    `;
    await stack.superuser`
      insert into mailbox_items
        (company_id, mailbox_id, path, uid_validity, uid, cycle_id, outcome, reason)
      values (${companyId}, ${id}, 'INBOX', 1, 41, ${cycleId}, 'quarantined', 'unreadable')
    `;
    const { page, context } = await world.enter();
    await page.goto(`/mailboxes/${id}`);
    await page.getByText('3 nouveaux').waitFor();
    await page.getByText('2 lettres d’information').waitFor();
    await page.getByRole('link', { name: 'Décider de chacun' }).click();
    await page.getByText('Illisible').waitFor();
    await page.getByRole('button', { name: 'Abandonner INBOX n° 41' }).click();
    await page.getByText('Aucun message de ce type').waitFor();
    await context.close();
  });
});
