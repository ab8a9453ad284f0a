/**
 * An SMTP server in a process of its own, to be killed. A mail that it accepts is a file of `MAIL_DIRECTORY`, complete
 * before the server answers.
 */
import { randomUUID } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { requireSetting } from '../settings.ts';

const directory = requireSetting('MAIL_DIRECTORY');

const server = new SMTPServer({
  disabledCommands: ['STARTTLS'],
  authOptional: true,
  onAuth: ({ username }, _session, answer) => answer(null, { user: username }),
  disableReverseLookup: true,
  onData: (stream, _session, answer) => {
    buffer(stream)
      .then((raw) => {
        const name = randomUUID();
        writeFileSync(join(directory, `${name}.part`), raw);
        renameSync(join(directory, `${name}.part`), join(directory, `${name}.eml`));
        answer();
      })
      .catch(answer);
  },
});
server.on('error', () => undefined); // of one connection: its client hung up
server.listen(Number(requireSetting('SMTP_PORT')), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
