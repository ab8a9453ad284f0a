import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';

/**
 * Goal: whoever exports a list of leads gets all that the filters leave, also of a list that is longer than
 * what a browser should read. Method: that of test/console/console.test.ts, on a stack of its own.
 */

const LEAD_COUNT = 10_040;

describe.runIf(hasBrowser)('the export of a long list of leads', () => {
  let world: ConsoleWorld;

  beforeAll(async () => {
    world = await startConsole();
    const { superuser: sql, company } = world.stack;
    await sql`
      insert into leads (company_id, source, status, name, data)
      select ${company.id}, 'api', 'new', 'Lead ' || position, '{}'
      from generate_series(1, ${LEAD_COUNT}::integer) as position
    `;
    await sql`
      insert into leads (company_id, source, status, name, data)
      values (${company.id}, 'api', 'lost', 'Hors filtre', '{}')
    `;
  });

  afterAll(() => world.stop());

  test('ends at 10,000 rows and leads to a file with all of them', async () => {
    const { page, context } = await world.enter();
    await page.goto('/leads?status=new');
    const own = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Exporter en CSV' }).click();
    const link = page.getByRole('link', { name: /^Tout télécharger/ });
    await link.waitFor();
    expect(await linesOf(await (await own).path())).toHaveLength(1 + 10_000);
    const full = page.waitForEvent('download');
    await link.click();
    const lines = await linesOf(await (await full).path());
    expect(lines).toHaveLength(1 + LEAD_COUNT);
    expect(lines.join()).not.toContain('Hors filtre');
    await context.close();
  });

  const linesOf = async (path: string): Promise<string[]> =>
    (await readFile(path, 'utf8')).trim().split('\n');
});
