import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkServerIdentity, getCACertificates, type ConnectionOptions } from 'node:tls';

/**
 * TLS to PostgreSQL, as the URL asks for it: `sslmode` and `sslrootcert` mean what they mean to psql. The
 * driver knows neither `verify-ca` nor `sslrootcert`, and sends what it does not know to the server.
 * Source: PostgreSQL manual, "SSL support", table of the modes.
 */

interface DatabaseAddress {
  /** Without `sslmode` and `sslrootcert`. */
  url: string;
  tls: ConnectionOptions | 'prefer' | 'allow' | false;
}

/** Authorities of the operating system, or of `SSL_CERT_FILE`, as dbmate uses them too. */
const SYSTEM = 'system';

/** Errors: an unknown `sslmode`; a file of authorities that can't be read. */
export const parseDatabaseAddress = (address: string): DatabaseAddress => {
  const url = new URL(address);
  const { mode, authorities } = readParameters(url);
  url.searchParams.delete('sslmode');
  url.searchParams.delete('sslrootcert');
  return { url: url.href, tls: tlsOf(mode, authorities, url.hostname) };
};

/**
 * The same address for dbmate's driver, which requires TLS without `sslmode`, takes no `system`, and runs in
 * another directory.
 */
export const addressForDbmate = (address: string): string => {
  const url = new URL(address);
  const { mode, authorities } = readParameters(url);
  url.searchParams.set('sslmode', mode);
  url.searchParams.delete('sslrootcert');
  if (authorities !== SYSTEM) url.searchParams.set('sslrootcert', resolve(authorities));
  return url.href;
};

/** Authorities without a mode are there to be used: `verify-full`. */
const readParameters = ({ searchParams }: URL): { mode: string; authorities: string } => {
  const authorities = searchParams.get('sslrootcert');
  const mode = searchParams.get('sslmode') ?? (authorities === null ? 'disable' : 'verify-full');
  return { mode, authorities: authorities ?? SYSTEM };
};

const tlsOf = (mode: string, authorities: string, host: string): DatabaseAddress['tls'] => {
  switch (mode) {
    case 'disable':
      return false;
    case 'prefer':
    case 'allow':
      return mode;
    case 'require':
      return authorities === SYSTEM
        ? { rejectUnauthorized: false }
        : tlsOf('verify-ca', authorities, host);
    case 'verify-ca':
      return { ca: readAuthorities(authorities), checkServerIdentity: () => undefined };
    case 'verify-full':
      return {
        ca: readAuthorities(authorities),
        // For an IP address, Node would compare the certificate with "localhost".
        checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
      };
    default:
      throw new Error(
        `sslmode of the database URL is ${mode}; expected disable, prefer, require, verify-ca or verify-full`,
      );
  }
};

const readAuthorities = (file: string): string | string[] => {
  if (file === SYSTEM) return [...getCACertificates('default'), ...getCACertificates('system')];
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`sslrootcert of the database URL can not be read: ${reason}`, { cause: error });
  }
};
