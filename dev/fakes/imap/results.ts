/** The results about the sender that the mail servers of `npm start` put on top of every mail. */

/** The demo mailbox trusts it. */
export const CONFIRMING_SERVER = 'mx.demo.example';

export const withResults = (raw: Buffer, dmarc: 'pass' | 'fail'): Buffer =>
  Buffer.concat([
    Buffer.from(`Authentication-Results: ${CONFIRMING_SERVER}; dmarc=${dmarc}\r\n`),
    raw,
  ]);
