/** Subjects as threading compares them: without prefixes of answers, accents, case and spacing. */

/** Of answers and forwarded mail, in the languages of common mail programs. */
const REPLY_PREFIXES = ['re', 'rép', 'rep', 'aw', 'antw', 'sv', 'vs', 'odp', 'ris', 'r', 'رد'];
const FORWARD_PREFIXES = ['fw', 'fwd', 'tr', 'wg', 'rv', 'enc', 'doorst', 'i', 'إعادة توجيه'];
const prefix = (words: readonly string[]): RegExp =>
  new RegExp(`^(?:${words.join('|')})\\s*(?:\\[\\d{1,4}\\]|\\(\\d{1,4}\\))?\\s*[:：]`, 'iu');
const REPLY = prefix(REPLY_PREFIXES);
const ANY = prefix([...REPLY_PREFIXES, ...FORWARD_PREFIXES]);
/** `[EXTERNE]`: added by gateways, also before a prefix. */
const MARK = /^\[(?:externe?|external|ext|spam\??|sender not verified)\]/iu;

const PREFIX_COUNT_MAX = 50;
const SUBJECT_LENGTH_MAX = 1_000;

/** So common that they say nothing about a thread. Already normalised. */
const GENERIC = new Set([
  '(no subject)',
  '(sans objet)',
  'aucun objet',
  'bonjour',
  'bonsoir',
  'contact',
  'demande',
  'demande de contact',
  'hello',
  'help',
  'information',
  'informations',
  'merci',
  'message',
  'new message',
  'no subject',
  'nouveau message',
  'question',
  'sans objet',
  'salut',
  'test',
  'thanks',
  'urgent',
]);
/** `ok`, `?`, `12`. */
const SUBJECT_LENGTH_MIN = 4;

/** Empty for a subject that says nothing. */
export const normaliseSubject = (subject: string): string => {
  let text = subject.slice(0, SUBJECT_LENGTH_MAX).trim();
  for (let count = 0; count < PREFIX_COUNT_MAX; count += 1) {
    const rest = text.replace(ANY, '').replace(MARK, '').trim();
    if (rest === text) break;
    text = rest;
  }
  const plain = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[‘’`´]/gu, "'")
    .replaceAll(/\s+/gu, ' ')
    .toLowerCase();
  return plain.length < SUBJECT_LENGTH_MIN || GENERIC.has(plain) ? '' : plain;
};

/** True for `Re: …`: an answer, not a forwarded mail. */
export const isReplySubject = (subject: string): boolean =>
  REPLY.test(subject.trim().replace(MARK, '').trim());
