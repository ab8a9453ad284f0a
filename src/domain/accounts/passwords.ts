import { hash, verify } from '@node-rs/argon2';
import { dictionary } from '@zxcvbn-ts/language-common';
import { AppError } from '../../errors.ts';
import { fault, type Fault } from '../shared/faults.ts';

/**
 * Rules for passwords, and their hashes: argon2id with OWASP's parameters, few at the same time.
 * Sources: OWASP Password Storage Cheat Sheet; NIST SP 800-63B section 5.1.1; ADR 0004.
 */

const PASSWORD_LENGTH_MIN = 12;
const PASSWORD_LENGTH_MAX = 128;
const DISTINCT_CHARACTERS_MIN = 5;
/** Shorter names, such as `al@…`, are allowed in a password: too many words contain them. */
const PERSONAL_WORD_LENGTH_MIN = 3;

const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Each hash takes 19 MiB and one core for some 10 ms. */
const PARALLEL_MAX = 2;
const WAITING_MAX = 64;
const BUSY_RETRY_AFTER_SECONDS = 2;

const commonPasswords = new Set(dictionary['passwords-common']);
const SEQUENCES = [
  '0123456789'.repeat(14),
  'abcdefghijklmnopqrstuvwxyz'.repeat(6),
  'azertyuiopqsdfghjklmwxcvbn'.repeat(6),
  'qwertyuiopasdfghjklzxcvbnm'.repeat(6),
];
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

export interface PasswordOwner {
  email: string;
  companyName: string;
}

/** What is wrong with a new password, which was sent as the field `path`. */
export const passwordFaults = (path: string, password: string, owner: PasswordOwner): Fault[] => {
  const length = charactersOf(password).length;
  if (length < PASSWORD_LENGTH_MIN || length > PASSWORD_LENGTH_MAX) {
    return [fault(path, 'wrong_length', { min: PASSWORD_LENGTH_MIN, max: PASSWORD_LENGTH_MAX })];
  }
  const plain = normalise(password).toLowerCase();
  if (isCommon(plain)) return [fault(path, 'password_common', {})];
  const letters = lettersAndDigitsOf(plain);
  const personal = [owner.email.split('@')[0] ?? '', owner.companyName].map((word) =>
    lettersAndDigitsOf(normalise(word).toLowerCase()),
  );
  return personal.some((word) => word.length >= PERSONAL_WORD_LENGTH_MIN && letters.includes(word))
    ? [fault(path, 'password_personal', {})]
    : [];
};

/**
 * True if the password is in the list of common passwords, with or without the digits and signs at
 * its ends (`P@ssw0rd-2026!`), if it repeats one short piece, or if it follows the keyboard.
 */
const isCommon = (plain: string): boolean => {
  const core = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const spelled = charactersOf(core)
    .map((character) => LOOK_ALIKES[character] ?? character)
    .join('');
  const backwards = charactersOf(plain).toReversed().join('');
  const repeated = /^(.+?)\1+$/su.exec(plain)?.[1];
  return (
    [plain, core, spelled].some((word) => commonPasswords.has(word)) ||
    (repeated !== undefined && charactersOf(repeated).length < PASSWORD_LENGTH_MIN) ||
    new Set(plain).size < DISTINCT_CHARACTERS_MIN ||
    SEQUENCES.some((sequence) => sequence.includes(plain) || sequence.includes(backwards))
  );
};

/** Unicode code points: NIST counts these as characters. */
const charactersOf = (text: string): string[] => Array.from(text);

const lettersAndDigitsOf = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');

/** Unicode NFKC: systems encode the same accented letter in different ways. */
const normalise = (password: string): string => password.normalize('NFKC');

export interface Passwords {
  /** Errors: `unavailable` if too many calls wait. */
  hash: (password: string) => Promise<string>;
  /**
   * Without a stored hash it takes the same time and returns false: the response time must not reveal
   * which accounts exist. Errors: as `hash`.
   */
  verify: (stored: string | null, password: string) => Promise<boolean>;
}

/** One per process. Limits parallel hashes, so that many sign-ins can't exhaust CPU or memory. */
export const createPasswords = ({
  parallelMax = PARALLEL_MAX,
  waitingMax = WAITING_MAX,
} = {}): Passwords => {
  const limited = createConcurrencyLimit(parallelMax, waitingMax);
  let dummyHash: Promise<string> | undefined;
  return {
    hash: (password) => limited(() => hash(normalise(password), ARGON2ID)),
    verify: async (stored, password) => {
      if (isTooLong(password)) return false;
      const dummy = await (dummyHash ??= hash('dummy password', ARGON2ID));
      const isEqual = await limited(() => verify(stored ?? dummy, normalise(password)));
      return stored !== null && isEqual;
    },
  };
};

const isTooLong = (password: string): boolean =>
  charactersOf(password).length > PASSWORD_LENGTH_MAX;

const createConcurrencyLimit = (parallelMax: number, waitingMax: number) => {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running < parallelMax) running += 1;
    else if (waiting.length < waitingMax) {
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      throw new AppError('unavailable', 'too many sign-ins at once', {
        retryAfterSeconds: BUSY_RETRY_AFTER_SECONDS,
      });
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
};
