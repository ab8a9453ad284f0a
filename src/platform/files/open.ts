import type { Config } from '../../config.ts';
import type { Files } from './contract.ts';
import { createDiskFiles } from './disk.ts';
import { createS3Files } from './s3.ts';

/** Creates the files port for FILES_URL. Does no I/O. */
export const openFiles = (
  config: Pick<Config, 'FILES_URL' | 'S3_ACCESS_KEY_ID' | 'S3_SECRET_ACCESS_KEY'>,
): Files => {
  const { FILES_URL: location } = config;
  if (location.kind === 'disk') return createDiskFiles(location.directory);
  return createS3Files({
    location,
    credentials: {
      accessKeyId: config.S3_ACCESS_KEY_ID ?? '',
      secretAccessKey: config.S3_SECRET_ACCESS_KEY ?? '',
    },
  });
};
