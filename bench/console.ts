/**
 * How long a page change of the console takes once everything is warm, in a real browser, on a running console:
 * `node bench/console.ts --url http://localhost:8000 --email … --password … [--rounds 5]`. From the click on a
 * link until the heading of the page is drawn. Exits 1 if the 95th percentile of a page is above 300 ms.
 */
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { findChromium } from '../test/support/browser/chromium.ts';
import { median, percentile, printTable } from './support/statistics.ts';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:8000' },
    email: { type: 'string', default: '' },
    password: { type: 'string', default: '' },
    rounds: { type: 'string', default: '5' },
  },
});
const ROUNDS = Number(options.rounds);
const WANTED_MS = 300;
const P95 = 0.95;
/** The links of the main navigation, by address, with the heading of their page. */
const LINKS = 'nav[aria-label] a[href^="/"]';

const executablePath = findChromium();
if (executablePath === undefined) throw new Error('no Chromium on the PATH');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  process.exitCode = (await run(await browser.newPage({ baseURL: options.url }))) ? 0 : 1;
} finally {
  await browser.close();
}

async function run(page: Page): Promise<boolean> {
  await page.goto('/sign-in');
  await page.locator('input[type=email]').fill(options.email);
  await page.locator('input[type=password]').fill(options.password);
  await page.locator('button[type=submit]').click();
  await page.waitForFunction(() => performance.getEntriesByName('relais-prefetched').length > 0);
  const paths = await page
    .locator(LINKS)
    .evaluateAll((links) =>
      links.map((link) => link.getAttribute('href') ?? '').filter((path) => path !== ''),
    );
  const samples = new Map<string, number[]>();
  // The first round reads the data of each page, and does not count.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const path of new Set(paths)) {
      const durationMs = await changeTo(page, path);
      if (round > 0) samples.set(path, [...(samples.get(path) ?? []), durationMs]);
    }
  }
  printTable([
    ['page', 'p50', 'p95'],
    ...[...samples].map(([path, times]) => [
      path,
      `${Math.round(median(times))} ms`,
      `${Math.round(percentile(times, P95))} ms`,
    ]),
  ]);
  return [...samples.values()].every((times) => percentile(times, P95) <= WANTED_MS);
}

/** From the click until a heading other than that of the page before is drawn. In milliseconds. */
function changeTo(page: Page, path: string): Promise<number> {
  return page.evaluate(
    ([selector, to]) =>
      new Promise<number>((resolve, reject) => {
        const link = document.querySelector(`${selector}[href="${to}"]`);
        if (!(link instanceof HTMLElement)) return reject(new Error(`no link to ${to}`));
        const before = document.querySelector('main h1');
        const isHere = window.location.pathname === to;
        const startedAt = performance.now();
        const look = (): void => {
          const heading = document.querySelector('main h1');
          if (heading !== null && (isHere || heading !== before)) {
            resolve(performance.now() - startedAt);
          } else requestAnimationFrame(look);
        };
        link.click();
        requestAnimationFrame(look);
      }),
    ['nav[aria-label] a', path] as const,
  );
}
