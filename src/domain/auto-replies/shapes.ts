import { z } from '@hono/zod-openapi';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { Email } from '../users/shapes.ts';
import { Integer, Uuid } from '../shared/values.ts';
import { GATE_CODES } from './gate.ts';
import { DRAFT_LINK_STATES } from './mailed-links.ts';
import { FolderAutoReply } from './settings.ts';
import { SOURCE_CHANGES } from './sources.ts';
import { AUTO_REPLY_MODES, AUTO_REPLY_STATUSES } from './statuses.ts';
import { PERSON_REASONS, VERDICTS } from './verdicts.ts';

/** Automatic replies as the API takes and shows them. */

const DRAFT_LENGTH_MAX = 20_000;
const REASON_LENGTH_MAX = 2_000;
const TOKEN_LENGTH_MAX = 100;

const APPROVALS = ['alone', 'person'] as const;

export const AutoReplyParams = z.object({ id: z.uuid() });

export const AutoReplyQuery = PageQuery.extend({
  status: z.enum(AUTO_REPLY_STATUSES).optional(),
  approval: z.enum(APPROVALS).optional().openapi({
    description: 'Of those that were accepted: by a person, or `alone`.',
  }),
  conversation_id: wholeNumber(z.int().positive()).optional().openapi({
    description: 'Those of one conversation, the newest first.',
  }),
  folder_id: wholeNumber(z.int().positive()).optional(),
  assigned_to: z
    .union([z.enum(['none', 'me']), wholeNumber(z.int().positive())])
    .optional()
    .openapi({
      type: 'string',
      description: 'The id of a user; `none`: given to nobody; `me`: given to the caller.',
    }),
});
export type AutoReplyFilter = Omit<z.infer<typeof AutoReplyQuery>, keyof z.infer<typeof PageQuery>>;

const ContentHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .openapi({
    description:
      '`content_hash` of the draft that was seen. Refused with 409 if recipient, text or thread are others now.',
  });

export const ApproveIn = z
  .strictObject({
    content_hash: ContentHash,
    text: z.string().trim().min(1).max(DRAFT_LENGTH_MAX).optional().openapi({
      description: 'Sent instead of the text of the draft.',
    }),
    accept_changed_sources: z.boolean().optional().openapi({
      description:
        'True: the person has seen that passages were changed or withdrawn (`changed_sources`). Else refused with 409 `sources_changed`.',
    }),
  })
  .openapi('AutoReplyApproval');

export const RejectIn = z
  .strictObject({
    content_hash: ContentHash,
    reason: z.string().trim().min(1).max(REASON_LENGTH_MAX),
  })
  .openapi('AutoReplyRejection');

export const RegenerateIn = z
  .strictObject({ instruction: z.string().trim().min(1).max(REASON_LENGTH_MAX) })
  .openapi('AutoReplyInstruction');

export const ReassignIn = z
  .strictObject({
    user_id: z.int().positive().nullable().openapi({ description: 'Null: all who may decide.' }),
  })
  .openapi('AutoReplyAssignment');

export const DraftLinkIn = z
  .strictObject({
    version: z.int().positive(),
    mail_id: Uuid,
    token: z.string().min(1).max(TOKEN_LENGTH_MAX),
  })
  .openapi('AutoReplyLinkIn', { description: 'The parts of the link behind its `#`.' });

export const DraftLinkOut = z
  .object({
    state: z.enum(DRAFT_LINK_STATES).openapi({
      description:
        '`opened`: the first use, and the draft waits as it was mailed. Else why the link is of no use any more.',
    }),
  })
  .openapi('AutoReplyLink');

const Citation = z
  .object({
    passage_id: z.number(),
    article_id: z.number(),
    title: z.string(),
    text: z.string(),
  })
  .openapi('AutoReplyCitation');

const Segments = z
  .array(
    z.object({ text: z.string(), passage_ids: z.array(z.number()) }).openapi('AutoReplySegment'),
  )
  .openapi({
    description:
      'The parts of the text, each with the passages that the model names for it. Empty if a person wrote the text.',
  });

const FindingOut = z
  .object({ code: z.enum(GATE_CODES), text: z.string().nullable() })
  .openapi('AutoReplyFinding');

export const OwnTextIn = z
  .strictObject({ text: z.string().trim().min(1).max(DRAFT_LENGTH_MAX) })
  .openapi('AutoReplyOwnText');

export const OwnTextOut = z
  .object({ findings: z.array(FindingOut) })
  .openapi('AutoReplyOwnTextFindings');

export const AutoReplyOut = z
  .object({
    id: z.uuid(),
    conversation_id: z.number(),
    conversation_subject: z.string(),
    contact_name: z.string().nullable(),
    message_id: z.number().openapi({ description: 'The message that it answers.' }),
    folder_id: z.number(),
    mode: z.enum(AUTO_REPLY_MODES),
    status: z.enum(AUTO_REPLY_STATUSES),
    refusals: z.array(z.string()).openapi({ description: 'Rules that speak against it.' }),
    version: z.number(),
    text: z.string(),
    subject: z.string(),
    recipient_name: z.string(),
    recipient_address: z.string().nullable(),
    content_hash: z.string().nullable(),
    language: z.string().nullable(),
    intent: z.string().nullable(),
    segments: Segments,
    citations: z.array(Citation),
    changed_sources: z
      .array(
        z
          .object({ passage_id: z.number(), change: z.enum(SOURCE_CHANGES) })
          .openapi('AutoReplySourceChange'),
      )
      .openapi({
        description: 'Of a draft that waits: the cited passages that are others now, or withdrawn.',
      }),
    findings: z.array(FindingOut).openapi({ description: 'Why it is not sent without a person.' }),
    person_reason: z.enum(PERSON_REASONS).nullable().openapi({
      description: 'Why a person decides. Null: nothing is written yet, or it left without one.',
    }),
    instruction: z.string().nullable().openapi({
      description:
        'What a person asked the last version of the model, or the one being written, to do.',
    }),
    asked_by: z.number().nullable().openapi({ description: 'Whose `instruction` it is.' }),
    asked_by_name: z.string().nullable(),
    assigned_to: z.number().nullable(),
    assigned_to_name: z.string().nullable(),
    first_approved_by: z.number().nullable(),
    first_approved_by_name: z.string().nullable(),
    decided_by: z.number().nullable(),
    decided_by_name: z.string().nullable(),
    decided_at: z.iso.datetime().nullable(),
    reason: z.string().nullable(),
    expires_at: z.iso.datetime().nullable(),
    is_escalated: z.boolean(),
    sent_message_id: z.number().nullable(),
    similarity: z.number().nullable().openapi({
      description: 'Of what was sent to what the model wrote, 0 to 1.',
    }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi('AutoReply');

export const VersionsOut = z
  .object({
    data: z.array(
      z.object({
        version: z.number(),
        text: z.string(),
        segments: Segments,
        citations: z.array(Citation),
        findings: z.array(FindingOut),
        author_id: z.number().nullable().openapi({ description: 'Null: the model.' }),
        author_name: z.string().nullable(),
        instruction: z.string().nullable(),
        created_at: z.iso.datetime(),
      }),
    ),
  })
  .openapi('AutoReplyVersions');

const PASTED_TEXT_LENGTH_MAX = 20_000;
const SUBJECT_LENGTH_MAX = 500;

export const FolderAutoReplyTryIn = z
  .strictObject({
    settings: FolderAutoReply.openapi({ description: 'As they would be saved. They are not.' }),
    message: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('pasted'),
        from: Email,
        subject: z.string().trim().max(SUBJECT_LENGTH_MAX),
        text: z.string().trim().min(1).max(PASTED_TEXT_LENGTH_MAX),
      }),
      z.strictObject({
        kind: z.literal('conversation'),
        conversation_id: z.int().positive().openapi({
          description: 'Its last received message is answered, as if it were open.',
        }),
      }),
    ]),
  })
  .openapi('FolderAutoReplyTryIn');

export const FolderAutoReplyTryOut = z
  .object({
    verdict: z.enum(VERDICTS).openapi({
      description: '`sent`: without a person. `failed`: there is no draft.',
    }),
    reason: z.string().nullable().openapi({
      description:
        'Of the verdict. Null: nothing speaks against sending it, or `refusals` say why.',
    }),
    mode: z.enum(AUTO_REPLY_MODES).openapi({
      description: 'That was tried: `validation` if the settings say `off`.',
    }),
    refusals: z.array(z.string()).openapi({
      description: 'Rules that speak against it. A pasted message has no headers to judge.',
    }),
    passages: z
      .array(Citation.extend({ score: z.number() }).openapi('AutoReplyPassage'))
      .openapi({ description: 'What was retrieved, best first.' }),
    draft: z
      .object({
        subject: z.string(),
        recipient_address: z.string().nullable(),
        text: z.string(),
        segments: Segments,
        language: z.string().nullable(),
        intent: z.string().nullable(),
      })
      .nullable()
      .openapi({ description: 'Also written if a rule refuses. It is not stored.' }),
    findings: z.array(FindingOut).openapi({ description: 'What the gate finds in the draft.' }),
    failure: z.string().nullable().openapi({ description: 'Why there is no draft to send.' }),
    run_id: z.string().nullable().openapi({ description: 'Null: no model was called.' }),
    is_demo: z.boolean(),
  })
  .openapi('FolderAutoReplyTry');

export const FolderAutoReplyPatch = FolderAutoReply.partial()
  .extend({ version: Integer.min(0) })
  .openapi('FolderAutoReplyPatch');
export const FolderAutoReplyOut = FolderAutoReply.extend({ version: z.number() }).openapi(
  'FolderAutoReplyOut',
);
