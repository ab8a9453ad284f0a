import type { Browser } from 'playwright-core';
import { createEntity } from './actions.ts';
import { PASSWORD } from './api.ts';
import { buildConsole, launchBrowser, signIn, visit, type Visit } from './browser.ts';
import { startFakeN8n, type FakeN8n } from './fake-n8n.ts';
import { startTestStack, type TestStack } from './stack.ts';

/** Everything a browser test stands on: the built console, the real system, an n8n of its own, Chromium. */

export interface ConsoleWorld {
  n8n: FakeN8n;
  stack: TestStack;
  browser: Browser;
  /** Somebody who has just signed in; the owner unless said otherwise. */
  enter: (email?: string, options?: Parameters<typeof visit>[2]) => Promise<Visit>;
  stop: () => Promise<void>;
}

export const startConsole = async (): Promise<ConsoleWorld> => {
  const build = await buildConsole();
  const n8n = await startFakeN8n();
  const stack = await startTestStack({ n8n, environment: { CONSOLE_DIR: build.directory } });
  const browser = await launchBrowser();
  await createEntity(stack, stack.company.owner.key);
  return {
    n8n,
    stack,
    browser,
    enter: async (email = stack.company.owner.email, options) => {
      const visited = await visit(browser, stack.url, options);
      await signIn(visited.page, email, PASSWORD);
      await visited.page.getByRole('heading', { level: 1, name: /^Bonjour/ }).waitFor();
      return visited;
    },
    stop: async () => {
      await browser.close();
      await stack.stop();
      await n8n.stop();
      await build.remove();
    },
  };
};
