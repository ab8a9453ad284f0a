import { MODULE_TIMEOUT_MS } from '../../domain/case-modules/contract.ts';

/** For routes that wait for a module: with the transactions around the call. */
export const WAIT_MS = MODULE_TIMEOUT_MS + 10_000;
