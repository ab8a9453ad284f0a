import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { LeadImportOut } from '../../src/domain/lead-imports/shapes.ts';
import { createAction } from '../support/actions.ts';
import { hasBrowser, visit } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { openCase } from '../support/cases.ts';
import { insertConversation, insertMessage } from '../support/conversations.ts';
import { insertAiRows } from '../support/rows/ai.ts';
import { insertAutoReplyRows } from '../support/rows/auto-replies.ts';
import { insertFolderProposalRows } from '../support/rows/folder-proposals.ts';
import { insertInboxRows } from '../support/rows/inbox.ts';
import { insertWebhookRows } from '../support/rows/webhooks.ts';

/**
 * Goal: axe finds nothing serious on any page, in both colour schemes. Method: the pages are those of the
 * route table, opened one after the other as by links. axe-core runs inside of each, through the browser's
 * debugger, because the content policy forbids scripts of others. The dark scheme changes colours only, so
 * only the rules about colours run in it.
 */

/** What stands for the parameters of an address, and the search that shows a page at its fullest. */
const PARAMETERS: Readonly<Record<string, string>> = {
  $type: 'candidat',
  $ref: 'DUMI15091992',
  $id: '1',
  $: 'nowhere',
};
const SEARCHES: Readonly<Record<string, string>> = { '/examples': '?example=panes' };

/** The search that opens a record over its list. */
const OPEN: Readonly<Record<string, (records: Records) => string>> = {
  '/knowledge': ({ articleId }) => `?article=${articleId}`,
  '/settings/ai': ({ runId }) => `?run=${runId}`,
};

/** Pages of a visitor, who has no session. */
const SIGNED_OUT = ['/sign-in', '/invitation'];

/** Addresses that lead to another one. */
const REDIRECTS = [
  '/action-types',
  '/audit',
  '/clients',
  '/entities',
  '/operations',
  '/operations/sent-mail',
  '/routes',
  '/settings',
];

const SERIOUS = ['serious', 'critical'];
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

describe.runIf(hasBrowser)('accessibility of the console', () => {
  let world: ConsoleWorld;
  let axe: string;
  let records: Records;

  beforeAll(async () => {
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    world = await startConsole();
    for (const path of ['/api/v1/people', '/api/v1/organisations']) {
      const { key } = world.stack.company.owner;
      await world.stack.request(path, { key, body: { name: 'Marie Dumitru' } });
    }
    const { key } = world.stack.company.owner;
    const { request } = world.stack;
    await request('/api/leads', { key, body: { name: 'Karim Benali', phone: '06 12 34 56 78' } });
    const file = new FormData();
    file.append('file', new Blob(['Nom;E-mail\nDumitru;marie(at)example.com\n']), 'leads.csv');
    const uploaded = await world.stack.app.request('/api/lead-imports', {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}` },
      body: file,
    });
    const { company } = world.stack;
    const conversationId = await insertConversation(world.stack, {
      company,
      contactName: 'Marie Dumitru',
      isUnread: true,
      waitingSince: new Date(),
    });
    await insertMessage(world.stack, { company, conversationId });
    const { webhookId } = await insertWebhookRows(world.stack, world.stack.company);
    const [person] = await world.stack.superuser`select id from people limit 1`;
    const inbox = await insertInboxRows(world.stack, company, {
      personId: Number(person?.['id']),
    });
    const opened = await openCase(world.stack, company.owner, {
      client_id: Number(person?.['id']),
      description: 'Statuts à relire',
      due_on: '2026-01-31',
    });
    const note = { key, body: { text: 'Statuts relus' } };
    await request(`/api/crm/case/${opened.id}/note`, note);
    const { superuser } = world.stack;
    const { id: companyId, owner } = company;
    const runId = await insertAiRows(superuser, { companyId, userId: owner.id });
    const { read: autoReplyId } = await insertAutoReplyRows(world.stack, company, inbox);
    await insertFolderProposalRows(world.stack, company);
    records = {
      articleId: inbox.knowledgeArticleId,
      autoReplyId,
      folderId: inbox.inboxFolderId,
      actionId: (await createAction(world.stack, world.stack.company.owner)).id,
      importId: LeadImportOut.parse(await uploaded.json()).id,
      runId,
      webhookId,
    };
  });

  afterAll(() => world.stop());

  /** What axe finds, one line each, on the page that is open. */
  const faultsOf = async (page: Page, rules?: readonly string[]): Promise<string[]> => {
    if (await page.evaluate('self.axe === undefined')) await page.evaluate(axe);
    const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
    const found: unknown = await page.evaluate(
      `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
        violations.map(({ id, impact, nodes }) => ({ id, impact, at: nodes.map((n) => n.html.slice(0, 160)) })))`,
    );
    if (!Array.isArray(found)) throw new Error('axe gave no list');
    return found
      .filter(({ impact }) => SERIOUS.includes(impact))
      .map(({ id, at }) => `${page.url()} ${id}: ${at.join(' | ')}`);
  };

  const faultsInBothSchemes = async (page: Page): Promise<string[]> => {
    const faults: string[] = [];
    for (const [scheme, rules] of [['light'], ['dark', COLOUR_RULES]] as const) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor();
      await page.evaluate(SETTLE);
      faults.push(...(await faultsOf(page, rules)).map((fault) => `${scheme} ${fault}`));
    }
    return faults;
  };

  const walk = async (page: Page, paths: readonly string[]): Promise<string[]> => {
    const faults: string[] = [];
    for (const path of paths) {
      await follow(page, path);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0);
      faults.push(...(await faultsInBothSchemes(page)));
    }
    return faults;
  };

  test('an owner meets nothing serious on any page', async () => {
    const { page, context } = await world.enterHome();
    expect(await walk(page, await pagesOf(page, records))).toEqual([]);
    await context.close();
  }, 480_000);

  test('an agent meets nothing serious on any page', async () => {
    const { page, context } = await world.enterHome(world.stack.company.agents[0].email);
    expect(await walk(page, await pagesOf(page, records))).toEqual([]);
    await context.close();
  }, 480_000);

  test('no page about answers scrolls sideways at 380 px', async () => {
    const { page, context } = await world.enterHome(undefined, { width: 380 });
    const pages = (await pagesOf(page, records)).filter((path) =>
      /^\/(?:auto-replies|inbox-folders|knowledge|settings\/ai)/.test(path),
    );
    expect(pages.length).toBeGreaterThan(8);
    const wide: string[] = [];
    for (const path of pages) {
      await follow(page, path);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > 380) wide.push(`${path}: ${width}`);
    }
    expect(wide).toEqual([]);
    await context.close();
  }, 60_000);

  test('a visitor meets nothing serious before the sign-in', async () => {
    const { page, context } = await visit(world.browser, world.stack.url);
    await page.goto('/sign-in');
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    expect(await walk(page, [...SIGNED_OUT, '/invitation#unknown'])).toEqual([]);
    await context.close();
  });

  test.each([
    [
      'the dialog of a decision',
      '/entities/candidat/DUMI15091992',
      async (page: Page) => {
        await page
          .getByRole('group', { name: 'Actions habituelles' })
          .getByRole('button')
          .first()
          .click();
        await page.getByText('Détails techniques').click();
      },
    ],
    [
      'the palette',
      '/',
      async (page: Page) => {
        await page.keyboard.press('Control+k');
        await page.getByRole('listbox').waitFor();
      },
    ],
    ['the list of shortcuts', '/', (page: Page) => page.keyboard.press('?')],
    [
      'a drawer with a form and its faults',
      '/settings/users',
      async (page: Page) => {
        await page.getByRole('button', { name: 'Inviter', exact: true }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Inviter' }).click();
        await page.getByText('Obligatoire').first().waitFor();
      },
    ],
  ])('%s has nothing serious', async (_, path, open) => {
    const { page, context } = await world.enter();
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await open(page);
    await page.getByRole('dialog').waitFor();
    await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0);
    expect(await faultsInBothSchemes(page)).toEqual([]);
    await context.close();
  });
});

/** Resolves once no colour is on its way to another. */
const SETTLE = `Promise.all(
  document.getAnimations()
    .filter(({ effect }) => Number.isFinite(effect.getComputedTiming().endTime))
    .map(({ finished }) => finished.catch(() => undefined)),
).then(() => undefined)`;

/** The paths of the console's route table: `/actions/$id`. The router keeps itself in this variable. */
const routePaths = async (page: Page): Promise<string[]> =>
  z.array(z.string()).parse(await page.evaluate('Object.keys(self.__TSR_ROUTER__.routesByPath)'));

/** Opens another page of the console as a link does. Resolves once it is drawn. */
const follow = (page: Page, path: string): Promise<void> =>
  page.evaluate(
    `new Promise((resolve) => {
      const stop = self.__TSR_ROUTER__.subscribe('onRendered', ({ toLocation }) => {
        if (toLocation.pathname === ${JSON.stringify(path.split(/[?#]/)[0])}) resolve(stop());
      });
      self.__TSR_ROUTER__.history.push(${JSON.stringify(path)});
    })`,
  );

/** The records whose pages are opened. */
interface Records {
  actionId: string;
  articleId: number;
  autoReplyId: string;
  folderId: number;
  importId: string;
  /** Of a language model. */
  runId: string;
  webhookId: number;
}

/** The addresses of all pages that need a session. */
const pagesOf = async (page: Page, records: Records): Promise<string[]> =>
  (await routePaths(page))
    .filter((path) => ![...SIGNED_OUT, ...REDIRECTS].includes(path))
    .flatMap((path) => {
      const address = addressOf(path, records);
      const open = OPEN[path]?.(records);
      return open === undefined ? address : [address, address + open];
    });

const addressOf = (path: string, records: Records): string => {
  const { actionId, autoReplyId, folderId, importId, webhookId } = records;
  const ids: Readonly<Record<string, string>> = {
    actions: actionId,
    'auto-replies': autoReplyId,
    'inbox-folders': String(folderId),
    webhooks: String(webhookId),
  };
  const id = ids[path.split('/')[1] ?? ''];
  const known = new Map(
    Object.entries({
      ...PARAMETERS,
      $importId: importId,
      ...(id !== undefined && { $id: id }),
    }),
  );
  return (
    path
      .split('/')
      .map((part) => {
        const value = part.startsWith('$') ? known.get(part) : part;
        if (value === undefined) throw new Error(`${path}: name a value for ${part} in PARAMETERS`);
        return value;
      })
      .join('/') + (SEARCHES[path] ?? '')
  );
};
