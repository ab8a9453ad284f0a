/**
 * Goal: a real S3 server accepts the signatures, checksums and streams too. Method: the contract test of
 * files with versitygw, which run.ts finds or builds.
 */
import { describeFiles } from '../support/files-contract.ts';
import { startVersitygw } from '../support/s3.ts';

describeFiles('files in a bucket of versitygw', () =>
  startVersitygw(process.env['VERSITYGW'] ?? 'versitygw'),
);
