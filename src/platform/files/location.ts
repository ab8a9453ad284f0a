import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `FILES_URL`, parsed. Imports nothing of the configuration, which imports this file. */

export type FilesLocation =
  | { kind: 'disk'; directory: string }
  | {
      kind: 's3';
      bucket: string;
      /** Empty, or ends with a slash. */
      prefix: string;
      region: string;
      /** Another server than Amazon's. */
      endpoint: string | undefined;
      forcePathStyle: boolean;
    };

const REGION_DEFAULT = 'us-east-1';
const S3_OPTIONS = ['endpoint', 'region', 'forcePathStyle'];

/**
 * In: `file:<directory>`, relative to where the process starts or absolute, or
 * `s3://<bucket>/<prefix>?endpoint=…&region=…&forcePathStyle=true`. Out: undefined for anything else,
 * an S3 address with credentials or an unknown option included.
 */
export const parseFilesUrl = (text: string): FilesLocation | undefined => {
  if (text.startsWith('file://')) return diskLocation(() => fileURLToPath(text));
  if (text.startsWith('file:')) return diskLocation(() => text.slice('file:'.length));
  return text.startsWith('s3://') && URL.canParse(text) ? s3Location(new URL(text)) : undefined;
};

const diskLocation = (pathOf: () => string): FilesLocation | undefined => {
  try {
    const path = pathOf();
    return path === '' ? undefined : { kind: 'disk', directory: resolve(path) };
  } catch {
    return undefined; // a file URL that names a host
  }
};

const s3Location = (url: URL): FilesLocation | undefined => {
  const options = url.searchParams;
  const endpoint = options.get('endpoint') ?? undefined;
  const isEndpointFine = endpoint === undefined || /^https?:\/\/[^/@]+\/?$/.test(endpoint);
  const isStyleFine = [null, 'true', 'false'].includes(options.get('forcePathStyle'));
  const areOptionsKnown = [...options.keys()].every((name) => S3_OPTIONS.includes(name));
  const isBare = url.username === '' && url.password === '' && url.port === '' && url.hash === '';
  if (url.hostname === '' || !isBare || !isEndpointFine || !isStyleFine || !areOptionsKnown) {
    return undefined;
  }
  const path = prefixOf(url);
  if (path === undefined) return undefined;
  return {
    kind: 's3',
    bucket: url.hostname,
    prefix: path === '' ? '' : `${path}/`,
    region: options.get('region') ?? REGION_DEFAULT,
    endpoint,
    forcePathStyle: options.get('forcePathStyle') === 'true',
  };
};

/** Undefined for a `%` that encodes nothing. */
const prefixOf = ({ pathname }: URL): string | undefined => {
  try {
    return decodeURIComponent(pathname).replace(/^\/+|\/+$/g, '');
  } catch {
    return undefined;
  }
};
