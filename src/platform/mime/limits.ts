/** Limits of one mail. Beyond a limit the rest is left out and the mail has the flag `truncated`. */

/** A larger message is read up to `LARGE_RAW_READ_BYTES`. An attachment of 50 MB makes 70 MB of Base64. */
export const RAW_SIZE_MAX_BYTES = 80 * 1024 * 1024;
export const LARGE_RAW_READ_BYTES = 1024 * 1024;
/** Of a mail whose parse was stopped: its headers. */
export const OUTLINE_READ_BYTES = 64 * 1024;

export const PART_COUNT_MAX = 1_000;
export const NESTING_DEPTH_MAX = 64;
/** Headers of all parts together. */
export const HEADERS_SIZE_MAX_BYTES = 1024 * 1024;
export const HEADER_LINE_MAX_BYTES = 64 * 1024;
/** Lines of the headers of all parts, folded ones included: many short ones take longer than few long ones. */
export const HEADER_LINE_COUNT_MAX = 20_000;
export const RECIPIENT_COUNT_MAX = 200;
export const REPLY_TO_COUNT_MAX = 10;
export const ADDRESS_HEADER_MAX_LENGTH = 128 * 1024;
export const HEADER_VALUE_MAX_LENGTH = 2_000;

/** Decoded text parts together, in bytes: the rest of them is left out. */
export const BODY_SIZE_MAX_BYTES = 4 * 1024 * 1024;

export const ATTACHMENT_SIZE_MAX_BYTES = 50 * 1024 * 1024;
export const ATTACHMENT_TOTAL_MAX_BYTES = 60 * 1024 * 1024;
export const ATTACHMENT_COUNT_MAX = 200;
