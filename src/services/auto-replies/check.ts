import { maskText } from '../../domain/ai/masking.ts';
import { findingsOf, type Finding, type GateCode } from '../../domain/auto-replies/gate.ts';
import { QUESTION_LENGTH_MAX } from '../../domain/knowledge/question.ts';
import type { Deps } from '../../deps.ts';
import type { Transaction } from '../../platform/database.ts';
import { findInbound } from '../../queries/auto-replies/inbound.ts';
import type { AutoReplyRow } from '../../queries/auto-replies/records.ts';
import { findFolderAutoReply } from '../../queries/auto-replies/settings.ts';
import { findPassages } from '../knowledge/articles.ts';
import { ingestContext } from '../messages/context.ts';

/**
 * What a person may want to look at again in their own text. Blocks nothing. A person knows more than the knowledge base,
 * so a statement without a source is no finding; a figure that stands in no source may be mistyped.
 */

const CODES: ReadonlySet<GateCode> = new Set([
  'hidden_characters',
  'secret',
  'link_not_allowed',
  'address_not_allowed',
  'number_without_source',
]);
const PASSAGE_COUNT_MAX = 10;
const ALL_SOURCES = 0;

export const checkOwnText = async (
  { clock }: Pick<Deps, 'clock'>,
  tx: Transaction,
  { row, text }: { row: AutoReplyRow; text: string },
): Promise<Finding[]> => {
  const [settings, message, passages, { own }] = await Promise.all([
    findFolderAutoReply(tx, { folderId: row.folder_id }),
    findInbound(tx, row.message_id),
    findPassages(tx, {
      collection: 'knowledge',
      question: text.slice(0, QUESTION_LENGTH_MAX),
      limit: PASSAGE_COUNT_MAX,
      now: clock.now(),
    }),
    ingestContext(tx),
  ]);
  const sources = [message?.subject, message?.text, ...row.citations, ...passages].map((source) =>
    typeof source === 'object' ? source.text : (source ?? ''),
  );
  return findingsOf({
    segments: text.split('\n').map((line) => ({ text: line, passageIds: [ALL_SOURCES] })),
    passages: new Map([[ALL_SOURCES, sources.join('\n')]]),
    heading: '',
    question: [],
    intent: row.intent,
    filedIntent: null,
    allowedHosts: settings.allowed_hosts,
    ownAddresses: own.mailboxes,
    isSentAlone: false,
    hasSecret: (part) => maskText(part).kinds.length > 0,
  }).filter(({ code }) => CODES.has(code));
};
