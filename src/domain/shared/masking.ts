import { MASKED_TOKEN } from '../actions/payload.ts';

/** Masks known secrets in a foreign text, such as the response of a receiver that echoes its request. */

/** Shorter values are not masked: masking `a` would make the text unreadable. */
const SECRET_LENGTH_MIN = 8;
/** A text may be cut inside a secret. A prefix of this length or more is masked at the text's end. */
const SECRET_PREFIX_LENGTH_MIN = 8;

/** In: the secrets as sent. Out: the text with each secret masked: plain, JSON-escaped or URL-encoded. */
export const maskSecrets = (text: string, secrets: readonly string[]): string =>
  maskForms(text, formsOf(secrets));

/** The same for many texts: the forms of the secrets are found once. */
export const createMasker = (secrets: readonly string[]): ((text: string) => string) => {
  const forms = formsOf(secrets);
  return (text) => maskForms(text, forms);
};

/** The same in every text of a JSON value, names of fields included. */
export const maskSecretsIn = (
  object: Record<string, unknown>,
  secrets: readonly string[],
): Record<string, unknown> => maskObject(object, formsOf(secrets));

const maskValue = (value: unknown, forms: readonly string[]): unknown => {
  if (typeof value === 'string') return maskForms(value, forms);
  if (Array.isArray(value)) return value.map((item) => maskValue(item, forms));
  return isObject(value) ? maskObject(value, forms) : value;
};

const maskObject = (
  object: Record<string, unknown>,
  forms: readonly string[],
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(object).map(([name, value]) => [
      maskForms(name, forms),
      maskValue(value, forms),
    ]),
  );

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const maskForms = (text: string, forms: readonly string[]): string => {
  if (text.length < SECRET_LENGTH_MIN) return text;
  const masked = forms.reduce((rest, form) => rest.replaceAll(form, MASKED_TOKEN), text);
  return forms.reduce(maskPrefixAtEnd, masked);
};

const formsOf = (secrets: readonly string[]): string[] =>
  secrets
    .filter((secret) => secret.length >= SECRET_LENGTH_MIN)
    .flatMap(encodingsOf)
    .toSorted((left, right) => right.length - left.length);

const encodingsOf = (secret: string): string[] => {
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [...new Set([secret, inJson, inJson.replaceAll('/', '\\/'), encodeURIComponent(secret)])];
};

const maskPrefixAtEnd = (text: string, form: string): string => {
  for (let length = form.length - 1; length >= SECRET_PREFIX_LENGTH_MIN; length -= 1) {
    if (text.endsWith(form.slice(0, length))) return `${text.slice(0, -length)}${MASKED_TOKEN}`;
  }
  return text;
};
