import { z } from '@hono/zod-openapi';
import { because } from '../shared/schema-faults.ts';
import { fold, RULE_OPERATORS } from './text.ts';

/**
 * The rules of a folder: a tree of groups (all, any, none of its rules) and conditions. A condition on a
 * text is fulfilled if one of its values is found in it; accents and case are ignored.
 */

export const TEXT_FIELDS = [
  'sender_address',
  'sender_name',
  /** Of `marie@mail.example.com`: `mail.example.com`. */
  'sender_domain',
  'recipient',
  'subject',
  /** Without the quoted history. */
  'content',
  'channel',
  'attachment_name',
] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

export const GROUP_KINDS = ['all', 'any', 'none'] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

export const RULE_DEPTH_MAX = 5;
export const CONDITION_COUNT_MAX = 100;
export const VALUE_COUNT_MAX = 50;
export const VALUE_LENGTH_MAX = 200;
/** Of all conditions together: each is searched in each text. */
export const VALUE_TOTAL_COUNT_MAX = 1_000;

const Value = z
  .string()
  .trim()
  .min(1)
  .max(VALUE_LENGTH_MAX)
  // Otherwise a value of nothing but accents would be found everywhere.
  .refine((value) => fold(value) !== '', because('too_short', { min: 1 }));

const TextCondition = z
  .strictObject({
    kind: z.literal('text'),
    field: z.enum(TEXT_FIELDS),
    operator: z.enum(RULE_OPERATORS),
    values: z.array(Value).min(1).max(VALUE_COUNT_MAX),
  })
  .openapi('FolderTextCondition');
export type TextCondition = z.infer<typeof TextCondition>;

const AttachmentCondition = z
  .strictObject({ kind: z.literal('has_attachment'), value: z.boolean() })
  .openapi('FolderAttachmentCondition');

const RuleGroupShape = z
  .strictObject({
    kind: z.enum(GROUP_KINDS),
    get rules(): z.ZodArray<typeof RuleShape> {
      return z.array(RuleShape).min(1).max(CONDITION_COUNT_MAX);
    },
  })
  .openapi('FolderRuleGroup', {
    description: `Groups are nested ${RULE_DEPTH_MAX} deep at most, with ${CONDITION_COUNT_MAX} conditions and ${VALUE_TOTAL_COUNT_MAX} values in all.`,
  });
export type RuleGroup = z.infer<typeof RuleGroupShape>;

const RuleShape = z
  .discriminatedUnion('kind', [RuleGroupShape, TextCondition, AttachmentCondition])
  .openapi('FolderRule');
export type Rule = z.infer<typeof RuleShape>;

const childrenOf = (value: unknown): readonly unknown[] => {
  if (typeof value !== 'object' || value === null || !('rules' in value)) return [];
  return Array.isArray(value.rules) ? value.rules : [];
};

/** Before the schema, which calls itself: a hostile tree may be a million deep. */
const isTooDeep = (value: unknown, depth: number): boolean =>
  depth > RULE_DEPTH_MAX ||
  childrenOf(value).some((child) => isTooDeep(child, isGroup(child) ? depth + 1 : depth));

const isGroup = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'rules' in value;

export const FolderRules = z
  .preprocess((value, context) => {
    if (!isTooDeep(value, 1)) return value;
    context.addIssue({ code: 'custom', ...because('too_deep', { max: RULE_DEPTH_MAX }) });
    return z.NEVER;
  }, RuleGroupShape)
  .superRefine((rules, context) => {
    const { conditionCount, valueCount } = sizeOf(rules);
    const tooMany = (max: number): void =>
      context.addIssue({ code: 'custom', path: ['rules'], ...because('too_many', { max }) });
    if (conditionCount > CONDITION_COUNT_MAX) tooMany(CONDITION_COUNT_MAX);
    if (valueCount > VALUE_TOTAL_COUNT_MAX) tooMany(VALUE_TOTAL_COUNT_MAX);
  });

const sizeOf = (rule: Rule): { conditionCount: number; valueCount: number } => {
  if (rule.kind === 'text') return { conditionCount: 1, valueCount: rule.values.length };
  if (rule.kind === 'has_attachment') return { conditionCount: 1, valueCount: 0 };
  return rule.rules.map(sizeOf).reduce(
    (sum, size) => ({
      conditionCount: sum.conditionCount + size.conditionCount,
      valueCount: sum.valueCount + size.valueCount,
    }),
    { conditionCount: 0, valueCount: 0 },
  );
};
