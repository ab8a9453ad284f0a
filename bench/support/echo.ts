/** The least that an HTTP server in Node can do with a request: answers with what it was sent. */
import { createServer } from 'node:http';
import { requireSetting } from './settings.ts';

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    response.writeHead(202, { 'Content-Type': 'application/json', 'Content-Length': body.length });
    response.end(body);
  });
});
server.listen(Number(requireSetting('ECHO_PORT')), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
