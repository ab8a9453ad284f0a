import type { Messages } from '../../../i18n/index.tsx';
import type { Rule, RuleGroup, TextCondition } from '../types.ts';

/** Rules while they are edited: they may be incomplete. */

export const TEXT_FIELDS = [
  'subject',
  'content',
  'sender_address',
  'sender_name',
  'sender_domain',
  'recipient',
  'attachment_name',
  'channel',
] as const satisfies readonly TextCondition['field'][];

export const RULE_FIELDS = [...TEXT_FIELDS, 'has_attachment'] as const;
export type RuleField = (typeof RULE_FIELDS)[number];

export const OPERATORS = [
  'contains',
  'whole_word',
  'equals',
  'starts_with',
] as const satisfies readonly TextCondition['operator'][];

export const GROUP_KINDS = ['all', 'any', 'none'] as const satisfies readonly RuleGroup['kind'][];

/** As the api (src/domain/inbox-folders/rules.ts). */
export const DEPTH_MAX = 5;

export const newCondition = (): TextCondition => ({
  kind: 'text',
  field: 'subject',
  operator: 'contains',
  values: [],
});

export const newGroup = (): RuleGroup => ({ kind: 'any', rules: [newCondition()] });

export const isGroup = (rule: Rule): rule is RuleGroup => 'rules' in rule;

export const fieldOf = (rule: Exclude<Rule, RuleGroup>): RuleField =>
  rule.kind === 'text' ? rule.field : 'has_attachment';

/** Keeps what the other field can use. */
export const withField = (rule: Exclude<Rule, RuleGroup>, field: RuleField): Rule => {
  if (field === 'has_attachment') return { kind: 'has_attachment', value: true };
  const before = rule.kind === 'text' ? rule : newCondition();
  // The values of a channel are codes.
  const isOtherKind = (before.field === 'channel') !== (field === 'channel');
  return {
    ...before,
    field,
    ...(isOtherKind ? { operator: field === 'channel' ? 'equals' : 'contains', values: [] } : {}),
  };
};

export const countConditions = (rule: Rule): number =>
  isGroup(rule) ? rule.rules.reduce((sum, child) => sum + countConditions(child), 0) : 1;

/** What is missing, by the path that the api would name. */
export const ruleFaults = (
  rule: Rule,
  path: string,
  words: Pick<Messages, 'inboxFolders' | 'common'>,
): Record<string, string> => {
  if (!isGroup(rule)) {
    return rule.kind === 'text' && rule.values.length === 0
      ? { [`${path}.values`]: words.common.required }
      : {};
  }
  if (rule.rules.length === 0) return { [`${path}.rules`]: words.inboxFolders.groupEmpty };
  return Object.assign(
    {},
    ...rule.rules.map((child, place) => ruleFaults(child, `${path}.rules.${place}`, words)),
  );
};

export const isComplete = (rule: Rule): boolean =>
  isGroup(rule)
    ? rule.rules.length > 0 && rule.rules.every(isComplete)
    : rule.kind !== 'text' || rule.values.length > 0;
