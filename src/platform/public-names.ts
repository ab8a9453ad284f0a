import { Resolver, type LookupAddress } from 'node:dns';
import { isAllowedAddress, isLoopbackName } from '../domain/shared/egress.ts';

/**
 * Addresses of host names that users choose. Asks the name servers itself (c-ares) instead of
 * getaddrinfo: that has four threads for the whole process, and a name server that never answers would
 * hold them for everybody. /etc/hosts is not read: its names are private.
 */

/** Returns all addresses of a host name. */
export type Resolve = (
  hostname: string,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface PublicNames {
  resolve: Resolve;
  /** Ends the questions under way. */
  cancel: () => void;
}

const ADDRESS_COUNT_MAX = 16;

/** All addresses must be allowed: we can't choose which one the socket uses. */
export const areAllowed = (addresses: readonly LookupAddress[], allowLoopback: boolean): boolean =>
  addresses.length <= ADDRESS_COUNT_MAX &&
  addresses.every(({ address }) => isAllowedAddress(address, { allowLoopback }));

const QUESTION_TIMEOUT_MS = 3_000;
const QUESTION_COUNT_MAX = 3;

const LOOPBACK: LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

export const createPublicNames = (): PublicNames => {
  const resolver = new Resolver({ timeout: QUESTION_TIMEOUT_MS, tries: QUESTION_COUNT_MAX });
  return {
    resolve: (hostname, callback) => {
      if (isLoopbackName(hostname)) callback(null, LOOPBACK);
      else void askBoth(resolver, hostname, callback);
    },
    cancel: () => resolver.cancel(),
  };
};

const askBoth = async (
  resolver: Resolver,
  hostname: string,
  callback: Parameters<Resolve>[1],
): Promise<void> => {
  const [v4, v6] = await Promise.all([
    ask((answer) => resolver.resolve4(hostname, answer), 4),
    ask((answer) => resolver.resolve6(hostname, answer), 6),
  ]);
  const addresses = [...v4.addresses, ...v6.addresses];
  if (addresses.length > 0) callback(null, addresses);
  else callback(v4.error ?? v6.error ?? failure('ENOTFOUND'), []);
};

interface Answer {
  addresses: LookupAddress[];
  error?: NodeJS.ErrnoException;
}

const ask = (
  question: (answer: (error: NodeJS.ErrnoException | null, addresses: string[]) => void) => void,
  family: 4 | 6,
): Promise<Answer> =>
  new Promise((resolve) => {
    const refuse = (error: NodeJS.ErrnoException): void =>
      resolve({ addresses: [], error: failure(codeOf(error)) });
    try {
      question((error, addresses) => {
        if (error) refuse(error);
        else resolve({ addresses: addresses.map((address) => ({ address, family })) });
      });
    } catch {
      // Node throws for a name that can't be asked for, such as one with a label of 64 characters.
      resolve({ addresses: [], error: failure('ENOTFOUND') });
    }
  });

/** The codes of getaddrinfo: the name has no address, or the name servers do not say now. */
const codeOf = ({ code }: NodeJS.ErrnoException): 'ENOTFOUND' | 'EAI_AGAIN' =>
  code === 'ENOTFOUND' || code === 'ENODATA' || code === 'EBADNAME' ? 'ENOTFOUND' : 'EAI_AGAIN';

const failure = (code: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`the name could not be resolved: ${code}`), { code });
