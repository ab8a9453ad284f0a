import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { AppError } from '../../errors.ts';
import { fileName, type FileKey, type Files } from './contract.ts';
import type { FilesLocation } from './location.ts';
import { createStaging, type StagedFile } from './staging.ts';

/**
 * Files in an S3 bucket, shared by several machines. The hash names an object, so an upload is first
 * written to the local disk. Then one request sends it, with its size and its hash for the server to
 * verify, so no partial object exists. A multipart upload would need a temporary object, a copy and a
 * cleanup of the bucket (ADR 0015).
 */

export interface S3Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

interface S3FilesOptions {
  location: Extract<FilesLocation, { kind: 's3' }>;
  credentials: S3Credentials;
  /** Directory of the temporary files. */
  stagingDirectory?: string;
}

const CONNECT_TIMEOUT_MS = 5_000;
/** Without any bytes on the connection. A large file may take longer in total. */
const IDLE_TIMEOUT_MS = 30_000;
const CONNECTION_COUNT_MAX = 64;
const ATTEMPT_COUNT_MAX = 3;
const RETRY_PAUSE_MS = 200;

export const createS3Files = ({
  location,
  credentials,
  stagingDirectory = join(tmpdir(), 'relais-uploads'),
}: S3FilesOptions): Files => {
  const { bucket, prefix } = location;
  const client = createClient(location, credentials);
  const staging = createStaging(stagingDirectory);
  const addressOf = (file: FileKey) => ({ Bucket: bucket, Key: `${prefix}${fileName(file)}` });

  const has = async (file: FileKey): Promise<boolean> =>
    (await ask(() => client.send(new HeadObjectCommand(addressOf(file))))) !== undefined;

  const upload = async (address: ReturnType<typeof addressOf>, file: StagedFile): Promise<void> => {
    const command = () =>
      new PutObjectCommand({
        ...address,
        Body: createReadStream(file.path),
        ContentLength: file.sizeBytes,
        ChecksumSHA256: Buffer.from(file.sha256, 'hex').toString('base64'),
      });
    await ask(() => attempt(() => client.send(command())));
  };

  return {
    put: async (input) => {
      const file = await staging.receive(input);
      try {
        await input.beforeStored?.({ sha256: file.sha256, sizeBytes: file.sizeBytes });
        const key = { companyId: input.companyId, sha256: file.sha256 };
        if (!(await has(key))) await upload(addressOf(key), file);
      } finally {
        await rm(file.path, { force: true });
      }
      return { sha256: file.sha256, sizeBytes: file.sizeBytes };
    },
    get: async (file, range) => {
      const part = range && { Range: `bytes=${range.first}-${range.last}` };
      const answer = await ask(() =>
        client.send(new GetObjectCommand({ ...addressOf(file), ...part })),
      );
      if (answer === undefined) return undefined;
      const { Body: content, ContentLength: sizeBytes } = answer;
      if (!(content instanceof Readable) || sizeBytes === undefined) {
        throw new Error('S3 answered without a body or its length');
      }
      if (part && answer.ContentRange?.startsWith(`${part.Range.replace('=', ' ')}/`) !== true) {
        content.destroy();
        throw new Error('S3 answered another part than it was asked for');
      }
      return { sizeBytes, content };
    },
    has,
    remove: async (file) => {
      await ask(() => client.send(new DeleteObjectCommand(addressOf(file))));
    },
    close: () => client.destroy(),
  };
};

const createClient = (
  { region, endpoint, forcePathStyle }: S3FilesOptions['location'],
  credentials: S3Credentials,
): S3Client =>
  new S3Client({
    region,
    forcePathStyle,
    credentials,
    ...(endpoint === undefined ? {} : { endpoint }),
    maxAttempts: ATTEMPT_COUNT_MAX,
    // The upload sends its own SHA-256. Not all S3 servers support the default checksums of the SDK.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: IDLE_TIMEOUT_MS,
      httpAgent: { keepAlive: true, maxSockets: CONNECTION_COUNT_MAX },
      httpsAgent: { keepAlive: true, maxSockets: CONNECTION_COUNT_MAX },
    },
  });

/** Undefined if there is no such object. Errors: `unavailable` if the server is away or overloaded. */
const ask = async <T>(call: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await call();
  } catch (error) {
    if (statusOf(error) === 404 && !isBucketMissing(error)) return undefined;
    if (!isPassing(error)) throw error;
    throw new AppError('unavailable', 'the file store does not answer', { cause: error });
  }
};

/** The SDK does not retry a request with a stream, because it can't read the stream again. */
const attempt = async <T>(call: () => Promise<T>): Promise<T> => {
  for (let count = 1; ; count += 1) {
    try {
      return await call();
    } catch (error) {
      if (count >= ATTEMPT_COUNT_MAX || !isPassing(error)) throw error;
      await pause(RETRY_PAUSE_MS * 2 ** count);
    }
  }
};

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

const isBucketMissing = (error: unknown): boolean =>
  error instanceof Error && error.name === 'NoSuchBucket';

/** A status that allows a retry (408, 429, 5xx), or a failed connection. */
const isPassing = (error: unknown): boolean => {
  const status = statusOf(error);
  if (status !== undefined) return status === 408 || status === 429 || status >= 500;
  return error instanceof Error && (error.name === 'TimeoutError' || 'code' in error);
};
