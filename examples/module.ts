/** A legal module for Relais: `MODULE_SECRET=whsec_… npx node examples/module.ts [port]`. See docs/modules.md. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';

const key = Buffer.from((process.env['MODULE_SECRET'] ?? '').replace(/^whsec_/, ''), 'base64');
if (key.length < 24) throw new Error('MODULE_SECRET is not set: the secret that Relais has');
const port = Number(process.argv[2] ?? 8181);

/** Made up. A real module searches its database. */
const REFERENCES = [
  {
    id: 'ref-566',
    title: 'Capital d’une SARL (fictif)',
    text: 'Le capital d’une SARL est fixé librement par les statuts.',
    url: 'https://references.example.com/566',
    citation: 'Code fictif, art. 566',
  },
];

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

const consult = (question: string) => {
  const words = question
    .toLowerCase()
    .split(/\P{L}+/u)
    .filter((word) => word.length > 3);
  const passages = REFERENCES.filter(({ title, text }) =>
    words.some((word) => `${title} ${text}`.toLowerCase().includes(word)),
  );
  return { answer: passages[0]?.text ?? 'Rien trouvé.', passages };
};

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    if (!isGenuine(request.headers, body)) return void response.writeHead(401).end();
    if (request.url !== '/consult') return void response.writeHead(404).end();
    const { question } = JSON.parse(body.toString());
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(consult(question)));
  });
}).listen(port, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${port}/`));
