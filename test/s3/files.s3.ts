/**
 * Goal: what s3rver accepts a real server accepts too: signatures, checksums, streams. Method: the
 * contract of files against versitygw, which run.ts finds or builds.
 */
import { describeFiles } from '../support/files-contract.ts';
import { startVersitygw } from '../support/s3.ts';

describeFiles('files in a bucket of versitygw', () =>
  startVersitygw(process.env['VERSITYGW'] ?? 'versitygw'),
);
