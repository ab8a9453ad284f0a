import { confirmReachability } from './reachability.ts';

/** A file of the console could not be loaded: the connection is lost, or a release has replaced it. */
export class MissingFileError extends Error {
  readonly isConnectionLost: boolean;

  constructor(isConnectionLost: boolean, cause: unknown) {
    super('a file of the console could not be loaded', { cause });
    this.isConnectionLost = isConnectionLost;
  }
}

/** Errors: MissingFileError, once it is known whether the connection is the cause. */
export const loadFile = async <T>(importer: () => Promise<T>): Promise<T> => {
  try {
    return await importer();
  } catch (cause) {
    throw new MissingFileError((await confirmReachability()) !== 'reachable', cause);
  }
};
