import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { findChromium } from './chromium.ts';

/** A real browser for the console's tests. Without one they are skipped, except where CI asks for them. */

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

interface Build {
  directory: string;
  remove: () => Promise<void>;
}

/**
 * What is tested is what is in the tree: built anew, which takes a second or two, to a place of its own,
 * so that no other file's build takes it away meanwhile.
 */
export const buildConsole = async (): Promise<Build> => {
  const directory = await mkdtemp(join(tmpdir(), 'relais-console-'));
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  await promisify(execFile)(
    process.execPath,
    [
      vite,
      'build',
      join(ROOT, 'console'),
      '--logLevel=error',
      `--outDir=${directory}`,
      '--emptyOutDir',
    ],
    // vitest's own `test` would bring React's development build along.
    { env: { ...process.env, NODE_ENV: 'production' } },
  );
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
};

export interface Visit {
  context: BrowserContext;
  page: Page;
  /** What the page complained of: errors of scripts, of the content policy, requests to elsewhere. */
  complaints: string[];
}

/** A person at a fresh browser, in French unless said otherwise. */
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
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // The browser itself reports each answer of 4xx; those that are meant are asserted where they happen.
    const isAnswer = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isAnswer) complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) {
      complaints.push(`request to ${request.url()}`);
    }
  });
  return { context, page, complaints };
};

export const signIn = async (page: Page, email: string, password: string): Promise<void> => {
  await page.goto('/sign-in');
  await page.getByRole('textbox', { name: 'Adresse e-mail' }).fill(email);
  await page.getByRole('textbox', { name: 'Mot de passe' }).fill(password);
  await page.getByRole('button', { name: 'Se connecter' }).click();
};
