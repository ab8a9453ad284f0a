import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAction } from '../support/actions.ts';
import { hasBrowser, visit } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';

/**
 * Goal: axe finds nothing serious on any page, in both colour schemes. Method: axe-core runs inside of each
 * page, through the browser's debugger, because the content policy forbids scripts of others.
 */

const PAGES = [
  '/',
  '/actions',
  '/actions/new',
  '/entities/candidat',
  '/entities/candidat/DUMI15091992',
  '/notifications',
  '/settings/profile',
  '/nowhere',
];

const OWNER_PAGES = [
  '/settings/users',
  '/settings/call-centres',
  '/settings/api-keys',
  '/settings/company',
  '/settings/routes',
  '/settings/action-types',
  '/settings/audit',
  '/settings/operations',
  '/examples?example=panes',
];

const SERIOUS = ['serious', 'critical'];

describe.runIf(hasBrowser)('accessibility of the console', () => {
  let world: ConsoleWorld;
  let axe: string;

  beforeAll(async () => {
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    world = await startConsole();
    await createAction(world.stack, world.stack.company.owner);
  });

  afterAll(() => world.stop());

  /** What axe finds, one line each, on the page that is open. */
  const faultsOf = async (page: Page): Promise<string[]> => {
    await page.evaluate(axe);
    const found: unknown = await page.evaluate(
      `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
        violations.map(({ id, impact, nodes }) => ({ id, impact, at: nodes.map((n) => n.html.slice(0, 160)) })))`,
    );
    if (!Array.isArray(found)) throw new Error('axe gave no list');
    return found
      .filter(({ impact }) => SERIOUS.includes(impact))
      .map(({ id, at }) => `${page.url()} ${id}: ${at.join(' | ')}`);
  };

  const walk = async (page: Page, paths: readonly string[]): Promise<string[]> => {
    const faults: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const path of paths) {
        await page.goto(path);
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0);
        faults.push(...(await faultsOf(page)).map((fault) => `${colorScheme} ${fault}`));
      }
    }
    return faults;
  };

  test('an owner meets nothing serious on any page', async () => {
    const { page, context } = await world.enter();
    expect(await walk(page, [...PAGES, ...OWNER_PAGES])).toEqual([]);
    await context.close();
  }, 240_000);

  test('an agent meets nothing serious on any page', async () => {
    const { page, context } = await world.enter(world.stack.company.agents[0].email);
    expect(await walk(page, PAGES)).toEqual([]);
    await context.close();
  }, 240_000);

  test('a visitor meets nothing serious before the sign-in', async () => {
    const { page, context } = await visit(world.browser, world.stack.url);
    expect(await walk(page, ['/sign-in', '/invitation#unknown'])).toEqual([]);
    await context.close();
  });
});
