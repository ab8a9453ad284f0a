import { z } from '@hono/zod-openapi';
import { Uuid } from '../shared/values.ts';
import { foldTexts, matchRules, type CompiledRule } from './match.ts';
import { VALUE_COUNT_MAX, type Rule, type RuleGroup } from './rules.ts';

/** Rules "the sender is" that are proposed after people moved conversations of one sender to one folder. */

/** So many conversations of one sender that people moved to one folder. */
export const PROPOSAL_MOVE_COUNT_MIN = 3;
export const PROPOSAL_COUNT_MAX = 50;
export const PROPOSAL_CONVERSATION_COUNT_MAX = 5;

export const ProposalParams = z.object({ id: Uuid });

export const ProposalAcceptIn = z
  .strictObject({
    reclassify: z.boolean().optional().openapi({
      description: 'False: conversations that are there already stay where they are.',
    }),
  })
  .openapi('FolderProposalAcceptIn');

export const ProposalsOut = z
  .object({
    data: z.array(
      z.object({
        id: z.uuid().openapi({ description: 'The same for this folder and sender each time.' }),
        folder_id: z.number(),
        sender_address: z.string(),
        conversation_count: z.number().openapi({
          description: 'Conversations of this sender that people moved to the folder.',
        }),
        conversations: z
          .array(
            z.object({ id: z.number(), subject: z.string(), last_message_at: z.iso.datetime() }),
          )
          .openapi({ description: `The newest ${PROPOSAL_CONVERSATION_COUNT_MAX} of them.` }),
      }),
    ),
  })
  .openapi('FolderProposals');

/** Whether the rules take a message of which only the sender's address is known. */
export const takesSender = (rules: CompiledRule, address: string): boolean =>
  matchRules(
    rules,
    foldTexts({
      sender_address: [address],
      sender_name: [],
      sender_domain: address.includes('@') ? [address.slice(address.lastIndexOf('@') + 1)] : [],
      recipient: [],
      subject: [],
      content: [],
      channel: [],
      attachment_name: [],
      has_attachment: false,
    }),
  ).matched;

/** The rules, or the sender. It may break the limits of rules: parse it. */
export const withSender = (rules: RuleGroup | null, address: string): RuleGroup => {
  const condition: Rule = {
    kind: 'text',
    field: 'sender_address',
    operator: 'equals',
    values: [address],
  };
  if (rules === null) return { kind: 'any', rules: [condition] };
  if (rules.kind !== 'any') return { kind: 'any', rules: [rules, condition] };
  const place = rules.rules.findIndex(hasRoomForSender);
  const known = rules.rules[place];
  return known?.kind === 'text'
    ? {
        kind: 'any',
        rules: rules.rules.with(place, { ...known, values: [...known.values, address] }),
      }
    : { kind: 'any', rules: [...rules.rules, condition] };
};

const hasRoomForSender = (rule: Rule): boolean =>
  rule.kind === 'text' &&
  rule.field === 'sender_address' &&
  rule.operator === 'equals' &&
  rule.values.length < VALUE_COUNT_MAX;
