import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  chromium,
  type Browser,
  type BrowserContext,
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

/**
 * A new browser context, in French by default. The test fails at its end if the page reported an error of
 * a script or of the content policy, or sent a request to another origin.
 */
export const visit = async (
  browser: Browser,
  url: string,
  { width = 1280, locale = 'fr-FR' }: { width?: number; locale?: string } = {},
): Promise<Visit> => {
  const context = await browser.newContext({
    baseURL: url,
    locale,
    viewport: { width, height: 900 },
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
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
