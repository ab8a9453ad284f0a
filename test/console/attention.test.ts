import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAction } from '../support/actions.ts';
import type { TestPerson } from '../support/api.ts';
import { focused, hasBrowser, openLive } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { insertTestLead } from '../support/leads.ts';
import { insertNotification } from '../support/rows/notifications.ts';
import { until } from '../support/until.ts';

/**
 * Goal: what waits for a person is in one list with one count, and the count falls to zero by working.
 * Method: that of console.test.ts, on a stack of its own.
 */

describe.runIf(hasBrowser)('what waits for a person', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
  });

  afterAll(() => world.stop());

  /** An action that n8n answers at once. Out: its id. */
  const settle = async (
    person: TestPerson,
    answer: { status: 'succeeded' | 'failed'; message: string },
  ): Promise<string> => {
    const { id } = await createAction(world.stack, person);
    const dispatch = await until('n8n gets the action', () => world.n8n.of(id)[0]);
    expect((await world.n8n.callBack(dispatch, { callbackId: id, ...answer })).status).toBe(200);
    return id;
  };

  const warn = async (person: TestPerson, titre: string): Promise<void> => {
    const [entity] = await world.stack.superuser`
      select id from entities where company_id = ${world.stack.company.id} and ref = 'DUMI15091992'
    `;
    await insertNotification(world.stack.superuser, {
      companyId: world.stack.company.id,
      userId: person.id,
      titre,
      level: 'warning',
      subject: { type: 'entity', id: Number(entity?.['id']) },
    });
  };

  /** The only count of the console: beside its link in the navigation. */
  const counted = (page: Page, count: number): Promise<void> =>
    page
      .getByRole('navigation', { name: 'Navigation principale' })
      .getByRole('link', { name: new RegExp(`^À traiter ?${count === 0 ? '' : count}$`) })
      .waitFor();

  const items = (page: Page) => page.getByRole('list', { name: 'À traiter' }).getByRole('listitem');

  const item = (page: Page, title: string) => items(page).filter({ hasText: title });

  test('the count falls to zero by retrying and dismissing, not by looking, and a dismissal can be undone', async () => {
    const [agent] = world.stack.company.agents;
    await settle(agent, { status: 'failed', message: 'Adresse inconnue' });
    await settle(agent, { status: 'failed', message: 'Boîte pleine' });
    await warn(agent, 'Documents manquants');
    const { page, context } = await world.enter(agent.email);
    await openLive(page, '/todo');
    await counted(page, 3);
    await item(page, 'Adresse inconnue').getByRole('button', { name: 'Renvoyer' }).click();
    await item(page, 'Adresse inconnue').waitFor({ state: 'hidden' });
    await counted(page, 2);
    await item(page, 'Boîte pleine').getByRole('button', { name: 'Classer' }).click();
    await item(page, 'Boîte pleine').waitFor({ state: 'hidden' });
    await counted(page, 1);
    await page.getByRole('alert').getByRole('button', { name: 'Annuler' }).click();
    await item(page, 'Boîte pleine').getByRole('button', { name: 'Classer' }).click();
    await counted(page, 1);
    await item(page, 'Documents manquants').getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: /Marie Dumitru/ }).waitFor();
    await page.goBack();
    await item(page, 'Documents manquants').getByRole('button', { name: 'Classer' }).click();
    await counted(page, 0);
    await page.getByText('Rien à traiter').waitFor();
    await context.close();
  });

  test('the list is worked by keyboard alone', async () => {
    const [, agent] = world.stack.company.agents;
    await settle(agent, { status: 'failed', message: 'Échec à classer' });
    const id = await settle(agent, { status: 'failed', message: 'Échec à ouvrir' });
    const { page, context } = await world.enter(agent.email);
    await openLive(page, '/todo');
    await item(page, 'Échec à classer').waitFor();
    await page.keyboard.press('j');
    await focused(item(page, 'Échec à ouvrir').getByRole('link'));
    await page.keyboard.press('j');
    await focused(item(page, 'Échec à classer').getByRole('link'));
    await page.keyboard.press('e');
    await item(page, 'Échec à classer').waitFor({ state: 'hidden' });
    await focused(item(page, 'Échec à ouvrir').getByRole('link'));
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(id));
    await page.goBack();
    await item(page, 'Échec à ouvrir').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('r');
    await page.getByText('Rien à traiter').waitFor();
    await context.close();
  });

  test('opening an action marks its notification as read, live in a second window', async () => {
    const { owner } = world.stack.company;
    const id = await settle(owner, { status: 'succeeded', message: 'Relance bien partie' });
    const { page, context } = await world.enter();
    const second = await context.newPage();
    // The first window keeps the stream and forwards its messages.
    await second.goto('/notifications?view=unread');
    const unread = second.getByRole('article', { name: 'Relance bien partie' });
    await unread.waitFor();
    await page.goto(`/actions/${id}`);
    await unread.waitFor({ state: 'hidden' });
    await context.close();
  });

  test('what arrives about the open page is read at once, and not shown a second time', async () => {
    const { owner } = world.stack.company;
    const { id } = await createAction(world.stack, owner);
    const dispatch = await until('n8n gets the action', () => world.n8n.of(id)[0]);
    const { page, context } = await world.enter();
    await openLive(page, `/actions/${id}`);
    await world.n8n.callBack(dispatch, { callbackId: id, status: 'failed', message: 'Vu ici' });
    await page.getByText('Vu ici').first().waitFor();
    await expect
      .poll(async () => {
        const [row] = await world.stack.superuser`
          select read_at is not null as is_read from notifications where subject_id = ${id}
        `;
        return row?.['is_read'];
      })
      .toBe(true);
    expect(await page.getByRole('alert').filter({ hasText: 'Vu ici' }).count()).toBe(0);
    await context.close();
  });

  test('the successes of a day are one entry that opens, below the failures', async () => {
    const { owner } = world.stack.otherCompany;
    for (const n of [1, 2, 3]) {
      await insertNotification(world.stack.superuser, {
        companyId: world.stack.otherCompany.id,
        userId: owner.id,
        titre: n === 1 ? 'Relance en échec' : `Relance ${n}`,
        level: n === 1 ? 'error' : 'success',
      });
    }
    const { page, context } = await world.enter(owner.email);
    await page.goto('/notifications');
    const group = page.getByRole('button', { name: /2 actions réussies/ });
    await group.waitFor();
    expect(await page.getByRole('article').allInnerTexts()).toHaveLength(1);
    await group.click();
    await page.getByRole('article', { name: 'Relance 3' }).waitFor();
    await context.close();
  });

  test('a kind that is switched off no longer waits, and a mail can be asked for only with a mail server', async () => {
    const { supervisor } = world.stack.company;
    await settle(supervisor, { status: 'failed', message: 'Échec à taire' });
    const { page, context } = await world.enter(supervisor.email);
    await page.goto('/todo');
    await item(page, 'Échec à taire').waitFor();
    await page.goto('/settings/notifications');
    const shown = page.getByRole('switch', { name: 'Une action a échoué : Dans la console' });
    await shown.click();
    await expect.poll(() => shown.isChecked()).toBe(false);
    await page.getByText('Préférence enregistrée').waitFor();
    expect(
      await page.getByRole('combobox', { name: 'Une action a échoué : Par e-mail' }).isDisabled(),
    ).toBe(true);
    await page.getByText(/n’a pas de serveur de messagerie/).waitFor();
    await counted(page, 0);
    await page.goto('/todo');
    await page.getByText('Rien à traiter').waitFor();
    await page.goto('/notifications');
    await page.getByRole('article', { name: 'Échec à taire' }).waitFor();
    await context.close();
  });

  test('an answer to missing documents takes two clicks', async () => {
    const { company, superuser } = world.stack;
    const [entity] = await superuser`
      select id from entities where company_id = ${company.id} and ref = 'DUMI15091992'
    `;
    await insertNotification(superuser, {
      companyId: company.id,
      userId: company.owner.id,
      type: 'DOSSIER_INCOMPLET',
      titre: 'Il manque une pièce',
      level: 'warning',
      subject: { type: 'entity', id: Number(entity?.['id']) },
    });
    const { page, context } = await world.enter();
    await page.goto('/todo');
    await item(page, 'Il manque une pièce').getByRole('button', { name: 'Répondre' }).click();
    const dialog = page.getByRole('dialog', { name: 'Relancer documents manquants' });
    await dialog.getByRole('button', { name: 'Confirmer' }).click();
    await item(page, 'Il manque une pièce').waitFor({ state: 'hidden' });
    await context.close();
  });

  test('on a phone a dot on the menu button says how much waits', async () => {
    const { owner } = world.stack.company;
    await warn(owner, 'Documents manquants');
    const { page, context } = await world.enterHome(undefined, { width: 380 });
    await page.getByRole('button', { name: /^Menu, \d+ à traiter$/ }).waitFor();
    const answer = item(page, 'Documents manquants').getByRole('button', { name: 'Répondre' });
    expect(await answer.innerText()).toBe('Répondre');
    expect((await answer.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await context.close();
  });

  test('Home shows the worst of what waits, with words instead of zeros', async () => {
    const { page, context } = await world.enterHome();
    await item(page, 'Documents manquants').waitFor();
    await page.getByRole('link', { name: /^En cours aucune|^En cours \d/ }).waitFor();
    await context.close();
  });

  test('an agent takes a lead that waits, and then opens it', async () => {
    const [agent] = world.stack.company.agents;
    const id = await insertTestLead(world.stack, {
      company: world.stack.company,
      callCentreId: world.stack.company.callCentreId,
      name: 'Lucie Moreau',
      phone: '+33612345678',
    });
    const { page, context } = await world.enter(agent.email);
    await openLive(page, '/todo');
    const waiting = item(page, 'Lucie Moreau');
    await waiting.getByText('06 12 34 56 78').waitFor();
    await waiting.getByRole('button', { name: 'Prendre' }).click();
    await page.getByText('Le lead est à vous').waitFor();
    await waiting.getByRole('button', { name: 'Ouvrir' }).click();
    await page.waitForURL(`**/leads/${id}`);
    await page.getByText('Attribué à Anatole Agent').first().waitFor();
    await context.close();
  });

  test('one link of the navigation has a count: what waits is counted once', async () => {
    const { company } = world.stack;
    await insertTestLead(world.stack, { company, callCentreId: company.callCentreId });
    const { page, context } = await world.enterHome(company.supervisor.email);
    const navigation = page.getByRole('navigation', { name: 'Navigation principale' });
    await navigation.getByRole('link', { name: /^À traiter ?\d+$/ }).waitFor();
    expect(await navigation.getByRole('link', { name: /\d/ }).count()).toBe(1);
    await context.close();
  });

  test('an owner chooses between what waits for all and their own, and the address keeps it', async () => {
    const { owner, agents } = world.stack.company;
    await settle(agents[0], { status: 'failed', message: 'Échec d’un agent' });
    await warn(owner, 'Le mien');
    const { page, context } = await world.enter();
    await page.goto('/todo');
    await item(page, 'Échec d’un agent').waitFor();
    await page.getByText('Les miens', { exact: true }).click();
    await item(page, 'Échec d’un agent').waitFor({ state: 'hidden' });
    await item(page, 'Le mien').waitFor();
    await page.reload();
    await item(page, 'Le mien').waitFor();
    expect(await item(page, 'Échec d’un agent').count()).toBe(0);
    expect(await page.getByRole('radio', { name: 'Les miens' }).isChecked()).toBe(true);
    await context.close();
    const agent = await world.enter(agents[0].email);
    await agent.page.goto('/todo');
    await item(agent.page, 'Échec d’un agent').waitFor();
    expect(await agent.page.getByRole('radio', { name: 'Les miens' }).count()).toBe(0);
    await agent.context.close();
  });
});
