import type { Config } from '../../config.ts';
import { createClamd, type ClamdLocation } from './clamd.ts';
import type { Scanner } from './contract.ts';

type ScannerConfig = Pick<Config, 'CLAMAV_HOST' | 'CLAMAV_PORT' | 'CLAMAV_SOCKET'>;

const locationOf = (config: ScannerConfig): ClamdLocation | undefined => {
  if (config.CLAMAV_SOCKET !== undefined) return { path: config.CLAMAV_SOCKET };
  if (config.CLAMAV_HOST === undefined) return undefined;
  return { host: config.CLAMAV_HOST, port: config.CLAMAV_PORT };
};

/** Then files wait in quarantine until they are scanned. */
export const isScannerSet = (config: ScannerConfig): boolean => locationOf(config) !== undefined;

/** Does no I/O. Undefined where no scanner is set. */
export const openScanner = (config: ScannerConfig): Scanner | undefined => {
  const location = locationOf(config);
  return location && createClamd(location);
};
