import { MASKED_TOKEN } from '../actions/payload.ts';

/** Takes secrets we know out of a text somebody else wrote, such as a receiver that echoes its request. */

/** Shorter ones are no secrets, and masking `a` would leave nothing to read. */
const SECRET_LENGTH_MIN = 8;
/** A text is cut at its bound, perhaps within a secret: this much of one is masked at its end. */
const BEGINNING_LENGTH_MIN = 8;

/** In: the secrets as sent. Out: the text without them, whether plain or as JSON or an address writes them. */
export const maskSecrets = (text: string, secrets: readonly string[]): string => {
  const forms = secrets
    .filter((secret) => secret.length >= SECRET_LENGTH_MIN)
    .flatMap(writtenForms)
    .toSorted((left, right) => right.length - left.length);
  const masked = forms.reduce((rest, form) => rest.replaceAll(form, MASKED_TOKEN), text);
  return forms.reduce(maskBeginning, masked);
};

const writtenForms = (secret: string): string[] => {
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [...new Set([secret, inJson, inJson.replaceAll('/', '\\/'), encodeURIComponent(secret)])];
};

const maskBeginning = (text: string, form: string): string => {
  for (let length = form.length - 1; length >= BEGINNING_LENGTH_MIN; length -= 1) {
    if (text.endsWith(form.slice(0, length))) return `${text.slice(0, -length)}${MASKED_TOKEN}`;
  }
  return text;
};
