/** Merges the words of the capabilities into one catalogue. */

type Words = Readonly<Record<string, string>>;

/** Words for the codes of the api that API keys and the audit trail show. Each capability has its own. */
interface CodeWords {
  /**
   * By the resource of a permission: `actions` of `actions:read`. Also by a whole permission, where the
   * common word for its operation does not fit.
   */
  permissions: Words;
  /** By the operation of an audit entry: `actions.create`. */
  auditOperations: Words;
  /** By the resource type of an audit entry: `action`. */
  auditResources: Words;
}

type Part = Readonly<Record<string, unknown>> & { codes?: Partial<CodeWords> };

/** The keys of all parts together. `codes`, which many parts have, is merged in `mergeCodes`. */
type Merged<P> = (P extends unknown ? (part: Omit<P, 'codes'>) => void : never) extends (
  merged: infer Whole,
) => void
  ? Whole
  : never;

export const mergeWords = <const Parts extends readonly Part[]>(
  parts: Parts,
): Merged<Parts[number]> & { codes: CodeWords } =>
  Object.assign({}, ...parts, { codes: mergeCodes(parts) }) as Merged<Parts[number]> & {
    codes: CodeWords;
  };

const mergeCodes = (parts: readonly Part[]): CodeWords => {
  const merge = (kind: keyof CodeWords): Words =>
    Object.assign({}, ...parts.map(({ codes }) => codes?.[kind]));
  return {
    permissions: merge('permissions'),
    auditOperations: merge('auditOperations'),
    auditResources: merge('auditResources'),
  };
};
