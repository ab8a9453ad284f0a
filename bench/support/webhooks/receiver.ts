/**
 * A receiver of webhooks in a process of its own. It verifies each signature and counts each message.
 * `/hang/…` answers after HANG_MS, `/slow/…` after SLOW_MS. GET `/ledger` tells what came since the last POST `/reset`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { verifyStandardWebhook } from '../../../src/domain/shared/signatures.ts';
import { requireSetting } from '../settings.ts';
import type { ReceivedLedger } from './ledger.ts';

const HANG_MS = 30_000;
/** So that a kill finds attempts under way. */
const SLOW_MS = 1_500;
const secrets = [requireSetting('RECEIVER_SECRET')];

/** By path and `webhook-id`. */
let counts = new Map<string, number>();
let ledger: Omit<ReceivedLedger, 'counts'> = emptyLedger();

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => answer(request, response, Buffer.concat(chunks)));
});
server.listen(Number(requireSetting('RECEIVER_PORT')), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));

function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const path = request.url ?? '';
  if (path === '/ledger') {
    response.end(JSON.stringify({ ...ledger, counts: [...counts] } satisfies ReceivedLedger));
  } else if (path === '/reset') {
    counts = new Map();
    ledger = emptyLedger();
    response.end();
  } else if (path.startsWith('/hang/')) {
    setTimeout(() => response.end(), HANG_MS);
  } else {
    count(path, request, body);
    if (path.startsWith('/slow/')) setTimeout(() => response.writeHead(204).end(), SLOW_MS);
    else response.writeHead(204).end();
  }
}

function count(path: string, { headers }: IncomingMessage, body: Buffer): void {
  const now = Date.now();
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  const given = Object.fromEntries(names.map((name) => [name, String(headers[name] ?? '')]));
  const verified = verifyStandardWebhook({ secrets, headers: given, body, now: new Date(now) });
  const key = `${path} ${given['webhook-id']}`;
  counts.set(key, (counts.get(key) ?? 0) + 1);
  ledger.receivedCount += 1;
  if (verified.kind === 'refused') ledger.refusedCount += 1;
  ledger.firstMs ??= now;
  ledger.lastMs = now;
}

function emptyLedger(): Omit<ReceivedLedger, 'counts'> {
  return { receivedCount: 0, refusedCount: 0, firstMs: null, lastMs: null };
}
