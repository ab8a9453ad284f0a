/**
 * Words for the codes of the api that API keys and the audit trail show. Each capability has its
 * own.
 */

type Words = Readonly<Record<string, string>>;

interface CodeWords {
  /** By the resource of a permission: `actions` of `actions:read`. */
  permissions: Words;
  /** By the operation of an audit entry: `actions.create`. */
  auditOperations: Words;
  /** By the resource type of an audit entry: `action`. */
  auditResources: Words;
}

/** Merges the words of the capabilities into one list of each kind. */
export const mergeCodes = (parts: readonly { codes: Partial<CodeWords> }[]): CodeWords => {
  const merge = (kind: keyof CodeWords): Words =>
    Object.assign({}, ...parts.map(({ codes }) => codes[kind]));
  return {
    permissions: merge('permissions'),
    auditOperations: merge('auditOperations'),
    auditResources: merge('auditResources'),
  };
};
