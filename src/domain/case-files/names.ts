/** A separator of paths, however often it is encoded. */
const ENCODED_SEPARATOR = /%(?:25)*(?:2f|5c|00)/gi;
/** What browsers write for quotes and line breaks in the name of a file. Source: HTML, "multipart form data". */
const ENCODED_SIGN = /%(?:22|0d|0a)/gi;

/**
 * In: the name of a file as it was sent. Out: encoded separators as what they mean, so that `safeFileName` takes the last
 * part: a program that decodes the name once more must not leave its folder.
 */
export const decodeFileName = (name: string): string =>
  name.replace(ENCODED_SEPARATOR, '/').replace(ENCODED_SIGN, '_');
