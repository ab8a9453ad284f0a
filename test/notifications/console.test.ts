import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PreferencesOut } from '../../src/domain/notifications/preferences.ts';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { insertClient, openCase } from '../support/cases.ts';

/**
 * Goal: a user chooses in the console how they are told, and finds the case that a reminder is about. Method: that of
 * test/console/console.test.ts, with a mail server that nothing is sent to.
 */

describe.runIf(hasBrowser)('the preferences of notifications', () => {
  let world: ConsoleWorld;
  beforeAll(async () => {
    world = await startConsole({
      environment: { SMTP_URL: 'smtp://127.0.0.1:9?tls=off', MAIL_FROM: 'r@relais.example' },
    });
  });
  afterAll(() => world.stop());

  const read = async () => {
    const { key } = world.stack.company.owner;
    const answer = await world.stack.request('/api/v1/me/notification-preferences', { key });
    return PreferencesOut.parse(await answer.json());
  };
  const modeOf = async (kind: string) =>
    (await read()).data.find((one) => one.kind === kind)?.email_mode;

  test('a kind is put into the daily digest, whose time is chosen', async () => {
    const { page, context } = await world.enter();
    await page.goto('/settings/notifications');
    await page.getByText('Choisissez « Résumé du jour » ci-dessous').waitFor();
    const mail = page.getByRole('combobox', {
      name: 'Un de mes dossiers est à échéance aujourd’hui : Par e-mail',
    });
    await mail.selectOption({ label: 'Résumé du jour' });
    await page.getByText('Préférence enregistrée').waitFor();
    await expect.poll(() => modeOf('CASE_DUE')).toBe('daily');
    await page.getByText(/Prochain résumé\s: .+ 20\d\d\./).waitFor();
    const time = page.getByLabel('Heure du résumé du jour');
    await time.fill('18:45');
    await time.blur();
    await expect.poll(async () => (await read()).digest.time).toBe('18:45');
    await page.reload();
    await page.getByText(/Prochain résumé\s: /).waitFor();
    expect(await time.inputValue()).toBe('18:45');
    expect(await mail.inputValue()).toBe('daily');
    await mail.selectOption({ label: 'Tout de suite' });
    await expect.poll(() => modeOf('CASE_DUE')).toBe('at_once');
    const all = page.getByRole('combobox', { name: 'Dossiers : Par e-mail', exact: true });
    expect(await all.inputValue()).toBe('');
    await all.selectOption({ label: 'Résumé du jour' });
    await expect.poll(() => mail.inputValue()).toBe('daily');
    await expect.poll(() => modeOf('CASE_ASSIGNED')).toBe('daily');
    await context.close();
  });

  test('a reminder leads to its case', async () => {
    const { company, superuser } = world.stack;
    const clientId = await insertClient(world.stack, company);
    const { id, reference } = await openCase(world.stack, company.owner, {
      client_id: clientId,
      title: 'Bail commercial',
    });
    const params = { reference, title: 'Bail commercial', due_on: '2027-03-10', is_overdue: true };
    await superuser`
      insert into notifications (
        company_id, user_id, categorie, type, code, params, level, subject_type, subject_id
      )
      values (
        ${company.id}, ${company.owner.id}, 'CASE', 'CASE_OVERDUE', 'case_due',
        ${superuser.json(params)}, 'warning', 'case', ${String(id)}
      )
    `;
    const { page, context } = await world.enter();
    await page.goto('/notifications');
    const notice = page.getByRole('article', { name: 'Dossier en retard' });
    await notice.getByText('Bail commercial').waitFor();
    await notice.getByRole('link', { name: 'Dossier en retard' }).click();
    await page.getByRole('heading', { level: 1, name: 'Bail commercial' }).waitFor();
    await context.close();
  });
});
