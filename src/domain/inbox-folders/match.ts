import type { GroupKind, Rule, TextField } from './rules.ts';
import { excerptOf, findIn, fold, type RuleOperator } from './text.ts';

/** Whether the rules of a folder match a conversation, and by which condition. */

/** What rules see of a conversation: the texts of the messages that were received. */
export type RuleTexts = Readonly<Record<TextField, readonly string[]>> & {
  readonly has_attachment: boolean;
};

/** By which condition it matched. `path`: where it is in the rules, `rules.0.rules.2`. */
export interface MatchReason {
  path: string;
  /** Null: a group that matched because none of its rules did. */
  field: TextField | 'has_attachment' | null;
  operator: RuleOperator | null;
  value: string | null;
  /** The text around the value. */
  excerpt: string | null;
}

export type Match = ({ matched: true } & MatchReason) | { matched: false };

/** Rules with the values as they are compared: folded once, for many conversations. */
export type CompiledRule =
  | { kind: GroupKind; rules: readonly CompiledRule[] }
  | {
      kind: 'text';
      field: TextField;
      operator: RuleOperator;
      values: readonly { value: string; folded: string }[];
    }
  | { kind: 'has_attachment'; value: boolean };

export const compileRules = (rule: Rule): CompiledRule => {
  switch (rule.kind) {
    case 'text':
      return { ...rule, values: rule.values.map((value) => ({ value, folded: fold(value) })) };
    case 'has_attachment':
      return rule;
    case 'all':
    case 'any':
    case 'none':
      return { kind: rule.kind, rules: rule.rules.map(compileRules) };
  }
};

/** Texts with their folded forms, made when a rule asks for them, and once. */
export interface FoldedTexts {
  source: RuleTexts;
  folded: (field: TextField) => readonly string[];
}

export const foldTexts = (source: RuleTexts): FoldedTexts => {
  const known = new Map<TextField, readonly string[]>();
  return {
    source,
    folded: (field) => {
      const found = known.get(field) ?? source[field].map(fold);
      known.set(field, found);
      return found;
    },
  };
};

/** Time grows with the length of the texts, whatever is in them: no pattern of a user is run. */
export const matchRules = (rules: CompiledRule, texts: FoldedTexts): Match =>
  match(rules, texts, '');

const match = (rule: CompiledRule, texts: FoldedTexts, path: string): Match => {
  switch (rule.kind) {
    case 'text':
      return matchText(rule, texts, path);
    case 'has_attachment':
      return texts.source.has_attachment === rule.value
        ? { ...nothingFound(path), field: 'has_attachment', value: String(rule.value) }
        : { matched: false };
    case 'all':
      return matchAll(rule.rules, texts, path);
    case 'any':
      return matchAny(rule.rules, texts, path);
    case 'none':
      return matchAny(rule.rules, texts, path).matched ? { matched: false } : nothingFound(path);
  }
};

const nothingFound = (path: string): Extract<Match, { matched: true }> => ({
  matched: true,
  path,
  field: null,
  operator: null,
  value: null,
  excerpt: null,
});

/** Named by its first condition that found a text. */
const matchAll = (rules: readonly CompiledRule[], texts: FoldedTexts, path: string): Match => {
  let shown: Match = { matched: false };
  for (const [position, rule] of rules.entries()) {
    const found = match(rule, texts, below(path, position));
    if (!found.matched) return found;
    if (!shown.matched || (shown.excerpt === null && found.excerpt !== null)) shown = found;
  }
  return shown;
};

const matchAny = (rules: readonly CompiledRule[], texts: FoldedTexts, path: string): Match => {
  for (const [position, rule] of rules.entries()) {
    const found = match(rule, texts, below(path, position));
    if (found.matched) return found;
  }
  return { matched: false };
};

const below = (path: string, position: number): string =>
  path === '' ? `rules.${position}` : `${path}.rules.${position}`;

const matchText = (
  { field, operator, values }: Extract<CompiledRule, { kind: 'text' }>,
  texts: FoldedTexts,
  path: string,
): Match => {
  for (const [position, text] of texts.folded(field).entries()) {
    for (const { value, folded } of values) {
      const at = findIn(text, operator, folded);
      if (at === undefined) continue;
      const excerpt = excerptOf(texts.source[field][position] ?? '', at);
      return { matched: true, path, field, operator, value, excerpt };
    }
  }
  return { matched: false };
};

export interface RuledFolder {
  id: number;
  rules: CompiledRule | null;
}

/** The first folder whose rules match. In: active folders in their order. */
export const chooseFolder = <Folder extends RuledFolder>(
  folders: readonly Folder[],
  texts: FoldedTexts,
): { folder: Folder; reason: MatchReason } | undefined => {
  for (const folder of folders) {
    if (folder.rules === null) continue;
    const { matched, ...found } = matchRules(folder.rules, texts);
    if (matched && 'path' in found) return { folder, reason: found };
  }
  return undefined;
};
