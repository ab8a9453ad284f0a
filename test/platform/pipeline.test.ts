/**
 * Goal: a burst of statements never mixes two transactions on one connection (postgres.js issue 1189). Method:
 * real Postgres, two connections, more statements waiting than the driver's default pipeline holds.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, inCompany, type Database } from '../../src/platform/database.ts';
import { startTestApi, type TestApi } from '../support/api.ts';

const CONNECTIONS = 2;
/** The driver's default is 100 a connection. */
const WAITING = 2 * CONNECTIONS * 100;
const ROUNDS = 20;

let api: TestApi;
let database: Database;
let errors: string[];
beforeAll(async () => {
  api = await startTestApi();
  errors = [];
  const log = { error: (_fields: object, message: string) => void errors.push(message) };
  database = connect(api.databases.appUrl, CONNECTIONS, log);
});
afterAll(async () => {
  await database.end();
  await api.stop();
});

test('transactions begun while hundreds of statements wait keep to themselves', async () => {
  const actor = { companyId: api.company.id, userId: null };
  for (let round = 0; round < ROUNDS; round += 1) {
    const plain = Array.from({ length: WAITING + round }, () => database`select 1`.execute());
    const transactions = Array.from({ length: CONNECTIONS * 2 }, () =>
      inCompany(database, actor, async ({ sql }) => {
        const [first] = await sql`select pg_current_xact_id()::text as id`;
        const [second] = await sql`select pg_current_xact_id()::text as id`;
        return [first?.['id'], second?.['id']];
      }),
    );
    await Promise.all(plain);
    const pairs = await Promise.all(transactions);
    for (const [first, second] of pairs) expect(second).toBe(first);
    expect(new Set(pairs.map(([id]) => id)).size).toBe(pairs.length);
  }
  expect(errors).toEqual([]);
});

test('a transaction begun inside another is logged as an error', async () => {
  const connection = await database.reserve();
  await connection`begin`;
  await connection`begin`;
  await connection`rollback`;
  connection.release();
  expect(errors).toEqual(['transactions were mixed']);
});
