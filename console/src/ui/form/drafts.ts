/**
 * Drafts: what is typed into a form, kept by the tab (sessionStorage) until it is saved or discarded. They
 * survive a reload and a session that ends. Secrets are never kept.
 */

const PREFIX = 'relais-draft/';
const SECRET_NAME = /password|secret|token|api_?key/i;

type Fields = Readonly<Record<string, unknown>>;

/** The fields that were typed; undefined without a draft. */
export const readDraft = (key: string): Fields | undefined => {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(PREFIX + key) ?? 'null');
    return typeof kept === 'object' && kept !== null && !Array.isArray(kept)
      ? { ...kept }
      : undefined;
  } catch {
    return undefined;
  }
};

export const keepDraft = (key: string, fields: Fields): void => {
  const text = JSON.stringify(fields, (name, value: unknown) =>
    SECRET_NAME.test(name) ? undefined : value,
  );
  try {
    if (text === '{}') sessionStorage.removeItem(PREFIX + key);
    else sessionStorage.setItem(PREFIX + key, text);
  } catch {
    // Storage may be full or forbidden. The draft is then lost with the page.
  }
};

export const dropDraft = (key: string): void => keepDraft(key, {});
