import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { onceInRun } from '../once.ts';
import { PATIENCE_MS } from '../until.ts';
import { findChromium } from './chromium.ts';

/** A real browser for the console's tests. Without one they are skipped, except in CI. */

const ROOT = join(import.meta.dirname, '../../..');

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--renderer-process-limit=1', // the pages of a test share a process, and what it has compiled
];

export const hasBrowser = findChromium() !== undefined || process.env['CI'] === 'true';

export const launchBrowser = async (): Promise<Browser> => {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('no Chromium on the PATH');
  return chromium.launch({ executablePath, args: FLAGS });
};

/** The console of the working tree, built once in a run. Out: the directory it is in. */
export const buildConsole = (): Promise<string> =>
  onceInRun('console', async (directory) => {
    const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
    await promisify(execFile)(
      process.execPath,
      [vite, 'build', join(ROOT, 'console'), '--logLevel=error', `--outDir=${directory}`],
      // vitest's own `test` would bring React's development build along.
      { env: { ...process.env, NODE_ENV: 'production', VITE_EXAMPLES: '1' } },
    );
  });

export interface Visit {
  context: BrowserContext;
  page: Page;
}

interface VisitOptions {
  width?: number;
  locale?: string;
  /** Loads the files of the other pages too, as for a user who does not save data. Half a second of a core. */
  isPrefetching?: boolean;
}

const SAVE_DATA = `Object.defineProperty(navigator, 'connection', { value: { saveData: true } })`;

/**
 * A page in a browser context of its own, in French by default. The test closes the context. The test fails
 * at its end if the page reported an error of a script or of the content policy, or sent a request to
 * another origin.
 */
export const visit = async (
  browser: Browser,
  url: string,
  { width = 1280, locale = 'fr-FR', isPrefetching = false }: VisitOptions = {},
): Promise<Visit> => {
  const context = await contextOf(browser, {
    baseURL: url,
    locale,
    viewport: { width, height: 900 },
    reducedMotion: 'reduce', // what moves is waited for, and missed by a click on a busy machine
  });
  const page = await context.newPage();
  await page.goto('/favicon.svg'); // a page without the console's scripts
  await page.evaluate(() => localStorage.clear());
  if (!isPrefetching) await page.addInitScript(SAVE_DATA);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // The browser also reports each 4xx answer; tests assert the ones they expect.
    const isAnswer = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isAnswer) complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) {
      complaints.push(`request to ${request.url()}`);
    }
  });
  onTestFinished(() => expect(complaints).toEqual([]));
  return { context, page };
};

interface KeptContext {
  browser: Browser;
  options: string;
  context: BrowserContext;
}
const keptContexts: KeptContext[] = [];

/**
 * A context without pages, cookies and permissions. What a test closes is kept for the next test with the
 * same options, because a new one has to load and compile all files of the console: 2 s of a core.
 */
const contextOf = async (
  browser: Browser,
  options: BrowserContextOptions,
): Promise<BrowserContext> => {
  const key = JSON.stringify(options);
  const index = keptContexts.findIndex((kept) => kept.browser === browser && kept.options === key);
  const [kept] = index === -1 ? [] : keptContexts.splice(index, 1);
  if (kept !== undefined) return kept.context;
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  // With its last page a context loses its window, and a new window takes half a second of a core.
  const blank = await context.newPage();
  context.close = async () => {
    if (keptContexts.some((kept) => kept.context === context)) return;
    const pages = context.pages().filter((page) => page !== blank);
    await Promise.all(pages.map((page) => page.close()));
    await context.setOffline(false);
    await context.clearPermissions();
    await context.clearCookies();
    keptContexts.push({ browser, options: key, context });
  };
  return context;
};

export const signIn = async (page: Page, email: string, password: string): Promise<void> => {
  await page.goto('/sign-in');
  await page.getByRole('textbox', { name: 'Adresse e-mail' }).fill(email);
  await page.getByRole('textbox', { name: 'Mot de passe' }).fill(password);
  await page.getByRole('button', { name: 'Se connecter' }).click();
};

/**
 * Opens a page and waits until its own stream is open: it gets no message of what happens before. The page
 * that was open goes first, because the answer to its stream would look the same.
 */
export const openLive = async (page: Page, path: string): Promise<void> => {
  await page.goto('about:blank');
  const stream = page.waitForResponse('**/api/v1/stream');
  await page.goto(path);
  await stream;
};

/** Resolves once it has the focus: keys pressed sooner would go elsewhere. */
export const focused = (element: Locator): Promise<void> =>
  expect.poll(() => element.evaluate((found) => found === document.activeElement)).toBe(true);

/**
 * Resolves once the focus is inside of it and stays. A menu or dialog sets the focus when it is drawn and
 * again when its effects run: a key pressed between the two is lost. The page is idle after both.
 */
export const focusedWithin = async (element: Locator): Promise<void> => {
  const isInside = () => element.evaluate((found) => found.contains(document.activeElement));
  await expect.poll(isInside).toBe(true);
  await element.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
};

/** Resolves once the field of this name holds the value. */
export const valueIs = (page: Page, name: string, value: string): Promise<void> =>
  expect.poll(() => page.getByRole('textbox', { name, exact: true }).inputValue()).toBe(value);
