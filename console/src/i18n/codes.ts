/** The words for codes of the api that more than their own capability shows. */

type Words = Readonly<Record<string, string>>;

interface CodeWords {
  /** By the resource of a permission: `actions` of `actions:read`. */
  permissions: Words;
  /** By the operation of an audit entry: `actions.create`. */
  auditOperations: Words;
  /** By the resource type of an audit entry: `action`. */
  auditResources: Words;
}

/** One list of each kind out of those of the capabilities. */
export const mergeCodes = (parts: readonly { codes: Partial<CodeWords> }[]): CodeWords => {
  const merge = (kind: keyof CodeWords): Words =>
    Object.assign({}, ...parts.map(({ codes }) => codes[kind]));
  return {
    permissions: merge('permissions'),
    auditOperations: merge('auditOperations'),
    auditResources: merge('auditResources'),
  };
};
