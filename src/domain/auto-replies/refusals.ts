import { isOwnAddress, isProgramAddress, type OwnAddresses } from '../messages/correspondents.ts';
import type { MailAddress } from '../messages/parsed.ts';
import { isAwaySubject } from './away-subjects.ts';
import type { AutoReplyMode } from './statuses.ts';

/**
 * Which messages get no automatic reply, and why: a table of rules without I/O. A reply to a program is answered by the
 * program; to a list, it reaches all its readers; to a forged sender, somebody who never wrote. Sources: RFC 3834;
 * RFC 5321, 4.5.5 (empty return path); RFC 2369 and RFC 2919 (lists); MS-OXCMAIL, 2.2.3.2.14 (Exchange).
 */

export interface RefusalInput {
  mode: AutoReplyMode;
  /** By lower-case name: `messages.headers`. */
  headers: Readonly<Record<string, string>>;
  from: MailAddress | null;
  subject: string;
  /** `messages.flags`. */
  flags: readonly string[];
  own: OwnAddresses;
  /** It was written by Relais, for any company: its Message-ID is signed. */
  isWrittenByRelais: boolean;
  history: ReplyHistory;
}

/** What was sent before, at the time of the decision. */
export interface ReplyHistory {
  /** Since the last message of ours in the conversation, by whomever. Null: none. */
  sinceOurReplyMs: number | null;
  /** Automatic replies in the conversation since a person wrote in it. */
  inThreadCount: number;
  /** Automatic replies to the sender within `SENDER_WINDOW_MS`, with any `+tag` in the address. */
  toSenderCount: number;
  /** Drafts for messages of the sender within `DRAFT_WINDOW_MS`, whatever became of them: each costs a call. */
  draftCount: number;
  /** The same of all senders of its domain. 0: it is not bound (`boundDomainOf`). */
  domainDraftCount: number;
  /** Of the company, within `BREAKER_WINDOW_MS`. */
  companyReplyCount: number;
  companyInboundCount: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Seed 002, 3.C. */
const RECENT_REPLY_MS = 2 * MINUTE_MS;
const THREAD_COUNT_MAX = 5;
export const SENDER_WINDOW_MS = 3 * HOUR_MS;
const SENDER_COUNT_MAX = 3;
export const DRAFT_WINDOW_MS = 24 * HOUR_MS;
const DRAFT_COUNT_MAX = 20;
const DOMAIN_DRAFT_COUNT_MAX = 60;
export const BREAKER_WINDOW_MS = HOUR_MS;
/** Fewer say nothing about a loop. */
const BREAKER_COUNT_MIN = 30;
/** Two systems that answer each other bring it to 1. */
const BREAKER_SHARE_MAX = 0.8;
/** Whatever was received: mail that is refused must not make room for more. */
const BREAKER_COUNT_MAX = 500;

interface Rule {
  code: string;
  applies: (input: RefusalInput) => boolean;
}

const header = ({ headers }: RefusalInput, name: string): string =>
  (headers[name] ?? '').trim().toLowerCase();

const hasHeader =
  (...names: readonly string[]) =>
  (input: RefusalInput): boolean =>
    names.some((name) => header(input, name) !== '');

const hasFlag =
  (...flags: readonly string[]) =>
  (input: RefusalInput): boolean =>
    flags.some((flag) => input.flags.includes(flag));

/** Before parameters and comments: `auto-replied; owner-email=…`, `no (really)`. */
const keyword = (value: string): string => value.split(/[;\s(]/, 1)[0] ?? '';

const addressesOf = (input: RefusalInput): string[] =>
  [
    input.from?.address ?? '',
    ...['return-path', 'sender'].map((name) => addressIn(header(input, name))),
  ].filter((address) => address !== '');

/** `Service <service@example.com>` */
const addressIn = (value: string): string => /<([^<>]*)>\s*$/.exec(value)?.[1] ?? value;

/** Without the local parts that `isProgramAddress` knows. */
const NO_REPLY =
  /(?:^|[-+_.])(?:no[-_.]?reply|no[-_.]?responder|do[-_.]?not[-_.]?(?:reply|answer)|(?:ne[-_.]?)?pas[-_.]?(?:de[-_.]?)?(?:reponse|repondre)|nicht[-_.]?(?:be)?antworten|keine[-_.]?antwort|non[-_.]?rispondere|niet[-_.]?(?:be)?antwoorden|no[-_.]?contest(?:ar|e))(?:$|[-+_.=@])/;
const DAEMON =
  /^(?:mailer[-_.]?daemon|postmaster|mail[-_.]?daemon|mdaemon|double-bounce)(?:$|[-+_.=@])/;

const localPart = (address: string): string => address.slice(0, address.lastIndexOf('@') + 1);

/** In the order in which they are shown. */
const RULES = [
  { code: 'no_sender', applies: ({ from }) => from === null },
  {
    code: 'auto_submitted',
    applies: (input) => !['', 'no'].includes(keyword(header(input, 'auto-submitted'))),
  },
  { code: 'empty_return_path', applies: (input) => /^<\s*>$/.test(header(input, 'return-path')) },
  {
    code: 'mailer_daemon',
    applies: (input) => addressesOf(input).some((address) => DAEMON.test(localPart(address))),
  },
  {
    code: 'report',
    applies: (input) =>
      header(input, 'content-type').startsWith('multipart/report') ||
      hasFlag('bounce', 'complaint')(input) ||
      hasHeader('x-failed-recipients')(input),
  },
  {
    code: 'mailing_list',
    applies: ({ headers }) => Object.keys(headers).some((name) => name.startsWith('list-')),
  },
  {
    code: 'precedence',
    applies: (input) =>
      ['bulk', 'list', 'junk', 'auto_reply'].includes(keyword(header(input, 'precedence'))),
  },
  {
    code: 'response_suppressed',
    applies: (input) =>
      header(input, 'x-auto-response-suppress')
        .split(',')
        .some((value) => ['all', 'oof', 'autoreply'].includes(value.trim())),
  },
  {
    code: 'auto_reply_header',
    applies: hasHeader('x-autoreply', 'x-autorespond', 'x-auto-reply', 'x-autoresponder'),
  },
  { code: 'loop', applies: hasHeader('x-loop', 'x-relais-loop') },
  { code: 'feedback_id', applies: hasHeader('feedback-id') },
  { code: 'bulk', applies: hasFlag('bulk') },
  { code: 'spam', applies: (input) => /^yes\b/.test(header(input, 'x-spam-flag')) },
  {
    code: 'no_reply_address',
    applies: (input) => {
      const address = input.from?.address ?? '';
      return isProgramAddress(address) || NO_REPLY.test(localPart(address));
    },
  },
  { code: 'away_subject', applies: ({ subject }) => isAwaySubject(subject) },
  { code: 'automatic', applies: hasFlag('auto_reply') },
  {
    code: 'own_address',
    applies: (input) =>
      input.isWrittenByRelais ||
      addressesOf(input).some((address) => isOwnAddress(input.own, address)) ||
      hasFlag('from_own_address', 'from_own_domain')(input),
  },
  // Anyone who knows a Message-ID can write into a conversation. A reply would go to another person in it.
  { code: 'stranger', applies: hasFlag('stranger') },
  {
    code: 'not_authenticated',
    applies: (input) => input.mode === 'auto' && hasFlag('not_authenticated')(input),
  },
  {
    code: 'recent_reply',
    applies: ({ history: { sinceOurReplyMs } }) =>
      sinceOurReplyMs !== null && sinceOurReplyMs < RECENT_REPLY_MS,
  },
  {
    code: 'thread_limit',
    applies: ({ history }) => history.inThreadCount >= THREAD_COUNT_MAX,
  },
  {
    code: 'sender_limit',
    applies: ({ history }) => history.toSenderCount >= SENDER_COUNT_MAX,
  },
  { code: 'draft_limit', applies: ({ history }) => history.draftCount >= DRAFT_COUNT_MAX },
  {
    code: 'domain_draft_limit',
    applies: ({ history }) => history.domainDraftCount >= DOMAIN_DRAFT_COUNT_MAX,
  },
  { code: 'company_limit', applies: ({ history }) => isBreakerOpen(history) },
] as const satisfies readonly Rule[];

export type RefusalCode = (typeof RULES)[number]['code'];
export const REFUSAL_CODES: readonly RefusalCode[] = RULES.map(({ code }) => code);

/** Too large a part of what the company received was answered automatically. */
const isBreakerOpen = ({
  companyReplyCount,
  companyInboundCount,
}: Pick<ReplyHistory, 'companyReplyCount' | 'companyInboundCount'>): boolean =>
  companyReplyCount >= BREAKER_COUNT_MAX ||
  (companyReplyCount >= BREAKER_COUNT_MIN &&
    companyReplyCount > BREAKER_SHARE_MAX * companyInboundCount);

/** All rules that a message meets. Empty: it may be answered automatically. */
export const refusalsOf = (input: RefusalInput): RefusalCode[] =>
  RULES.filter(({ applies }) => applies(input)).map(({ code }) => code);
