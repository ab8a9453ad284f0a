/**
 * Goal: a supervisor sees the figures of the inbox, changes step and filter in the address, and downloads
 * them. Method: that of test/console/console.test.ts.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { addConversation, addMessage, foldersAs } from '../support/inbox-folders.ts';

describe.runIf(hasBrowser)('the page of statistics of the inbox', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
    const { stack } = world;
    const { company } = stack;
    const folder = await foldersAs(stack, company.owner.key).create('Devis', null);
    const id = await addConversation(stack, company, { folderId: folder.id, status: 'resolu' });
    await addMessage(stack, company, id, { direction: 'out' });
    await addConversation(stack, company, {});
    await stack.superuser`
      update conversations set first_reply_seconds = 5400, first_reply_business_seconds = 1800
      where id = ${id}
    `;
  });
  afterAll(() => world.stop());

  test('shows volume, times and distributions; step and folder are in the address', async () => {
    const { page, context } = await world.enter(world.stack.company.supervisor.email);
    await page.goto('/');
    await page.getByRole('link', { name: 'Statistiques' }).click();
    const summary = page.getByRole('region', { name: 'Résumé' });
    await summary.getByText('1 résolues ou archivées sur 2').waitFor();
    const times = page.getByRole('table', { name: 'Délais' });
    const reply = times.getByRole('row', { name: /^Première réponse/ });
    expect(await reply.getByRole('cell').allTextContents()).toEqual([
      '1 h 30 min',
      '1 h 30 min',
      '30 min',
      '30 min',
      '1',
    ]);
    const chart = page.getByRole('group', { name: 'Messages reçus et envoyés' });
    expect(await chart.getByRole('img').count()).toBe(30);
    await page.getByText('Mois', { exact: true }).click();
    await expect.poll(() => page.url()).toContain('step=month');
    await expect.poll(() => chart.getByRole('img').count()).toBeLessThan(3);
    await page.goto(`${page.url()}&folder_id=none`);
    await summary.getByText('0 résolues ou archivées sur 1').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Télécharger (CSV)' }).click();
    const saved = await readFile(await (await download).path(), 'utf8');
    expect(saved).toContain('table,key,name,received_count,sent_count,conversation_count');
    await context.close();
  });

  test('an agent is told that they may not', async () => {
    const { page, context } = await world.enter(world.stack.company.agents[0].email);
    await page.goto('/inbox-statistics');
    await page.getByText('Votre rôle ne donne pas accès à ceci').waitFor();
    await context.close();
  });
});
