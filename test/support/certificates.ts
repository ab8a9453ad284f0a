import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Certificates for a test, made by `openssl` in a directory: `<name>.pem` and `<name>.key`. */

export const hasOpenssl = spawnSync('openssl', ['version']).error === undefined;

const NEW_KEY = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';

/** A certificate that signs itself: of an authority, or of a server that nobody verifies. */
export const makeSelfSigned = (directory: string, name: string): void =>
  openssl(
    directory,
    `req -x509 ${NEW_KEY} -keyout ${name}.key -out ${name}.pem -days 2 -subj /CN=${name}`,
  );

/** A certificate of the authority, valid for one IP address and no name. */
export const makeSigned = (
  directory: string,
  { name, authority, ip }: { name: string; authority: string; ip: string },
): void => {
  openssl(directory, `req ${NEW_KEY} -keyout ${name}.key -out ${name}.csr -subj /CN=${name}`);
  writeFileSync(join(directory, `${name}.ext`), `subjectAltName=IP:${ip}\n`);
  const signer = `-CA ${authority}.pem -CAkey ${authority}.key -CAcreateserial`;
  openssl(
    directory,
    `x509 -req -in ${name}.csr ${signer} -days 2 -extfile ${name}.ext -out ${name}.pem`,
  );
};

const openssl = (directory: string, args: string): void => {
  execFileSync('openssl', args.split(' '), { cwd: directory, stdio: 'pipe' });
};
