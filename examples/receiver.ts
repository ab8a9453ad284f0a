/** Receives webhooks of Relais: `WEBHOOK_SECRET=whsec_… npx node examples/receiver.ts [port]`. See docs/webhooks.md. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';

const key = Buffer.from((process.env['WEBHOOK_SECRET'] ?? '').replace(/^whsec_/, ''), 'base64');
if (key.length < 24) throw new Error('WEBHOOK_SECRET is not set: the secret that Relais showed');
const port = Number(process.argv[2] ?? 4000);
const seenIds = new Set<string>(); // a real receiver keeps them in its database

const isGenuine = (headers: IncomingHttpHeaders, body: Buffer): boolean => {
  const header = (name: string): string => String(headers[`webhook-${name}`]);
  if (!(Math.abs(Date.now() / 1000 - Number(header('timestamp'))) <= 300)) return false;
  const head = `${header('id')}.${header('timestamp')}.`;
  const expected = createHmac('sha256', key).update(head).update(body).digest();
  return header('signature')
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice(3), 'base64'))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected));
};

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    if (!isGenuine(request.headers, body)) return void response.writeHead(401).end();
    const id = String(request.headers['webhook-id']);
    if (!seenIds.has(id)) {
      const { type, sequence, data } = JSON.parse(body.toString());
      console.log(`${sequence} ${type} ${JSON.stringify(data)}`);
    }
    seenIds.add(id);
    response.writeHead(204).end();
  });
}).listen(port, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${port}/`));
