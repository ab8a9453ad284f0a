import type { Browser } from 'playwright-core';
import { expect } from 'vitest';
import { createEntity } from '../actions.ts';
import { cookieOf, PASSWORD, type TestCompany } from '../api.ts';
import { buildConsole, launchBrowser, visit, type Visit } from './browser.ts';
import { startFakeN8n, type FakeN8n } from '../../../dev/fakes/n8n/scripted.ts';
import { startTestStack, type StackInput, type TestStack } from '../stack.ts';

/** What a browser test needs: the built console, the real system, a fake n8n, Chromium. */

export interface ConsoleWorld {
  /** Where the built console is. */
  directory: string;
  n8n: FakeN8n;
  stack: TestStack;
  browser: Browser;
  /** A browser of a user who is signed in, by default the owner. No page of the console is open yet. */
  enter: Enter;
  /** The same with Home open, drawn and ready for keys. */
  enterHome: Enter;
  stop: () => Promise<void>;
}

type Enter = (email?: string, options?: Parameters<typeof visit>[2]) => Promise<Visit>;

export const startConsole = async (input: Omit<StackInput, 'n8n'> = {}): Promise<ConsoleWorld> => {
  const directory = await buildConsole();
  const n8n = await startFakeN8n();
  const stack = await startTestStack({
    ...input,
    n8n,
    environment: { CONSOLE_DIR: directory, ...input.environment },
  });
  const browser = await launchBrowser();
  await createEntity(stack, stack.company.owner.key);
  const enter: Enter = async (email = stack.company.owner.email, options) => {
    const visited = await visit(browser, stack.url, options);
    await visited.context.addCookies([await sessionOf(stack, email)]);
    return visited;
  };
  return {
    directory,
    n8n,
    stack,
    browser,
    enter,
    enterHome: async (email, options) => {
      const visited = await enter(email, options);
      await visited.page.goto('/');
      await visited.page.getByRole('heading', { level: 1, name: /^Bonjour/ }).waitFor();
      return visited;
    },
    stop: async () => {
      await browser.close();
      await stack.stop();
      await n8n.stop();
    },
  };
};

/** What signing in leaves in a browser; the form itself has tests of its own. */
const sessionOf = async ({ request, url }: TestStack, email: string) => {
  const answer = await request('/api/v1/session', { body: { email, password: PASSWORD } });
  expect(answer.status).toBe(201);
  const [name = '', value = ''] = cookieOf(answer).split('=');
  return { name, value, url };
};

/** Inserts settled actions of the past, a second apart, without running a workflow for each. */
export const insertActions = async (
  { stack }: Pick<ConsoleWorld, 'stack'>,
  company: TestCompany,
  { count, status, daysAgo }: { count: number; status: string; daysAgo: number },
): Promise<void> => {
  await stack.superuser`
    insert into actions (
      id, company_id, status, format, action_type, entite_data, decide_par, decision_type,
      metadonnees, route_index, route_workflow, is_unrouted, expects_callback,
      callback_timeout_seconds, created_by, created_at, updated_at, settled_at
    )
    select
      uuidv7(instant - now()), ${company.id}::bigint, ${status}, 'enriched',
      'RELANCE_CANDIDAT_EMAIL', '{}', ${company.owner.id}::bigint, 'success', '{}', 0,
      'marjorie-candidat-relance', false, true, 3600, ${company.owner.id}::bigint, instant,
      instant, instant
    from (
      select now() - make_interval(days => ${daysAgo}::integer) - position * interval '1 second'
        as instant
      from generate_series(1, ${count}::integer) as position
    ) as instants
  `;
};
