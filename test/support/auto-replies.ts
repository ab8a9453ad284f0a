import { createAutoReplyActivities } from '../../src/activities/auto-replies/activities.ts';
import {
  modelWriter,
  type DraftContext,
  type DraftWriter,
} from '../../src/activities/auto-replies/write.ts';
import { createConversationActivities } from '../../src/activities/conversations.ts';
import { AutoReplyOut } from '../../src/domain/auto-replies/shapes.ts';
import type { FolderAutoReply } from '../../src/domain/auto-replies/settings.ts';
import type { DraftOutcome } from '../../src/services/auto-replies/draft/write.ts';
import { answerOf } from './actions.ts';
import type { TestApi, TestCompany, TestPerson } from './api.ts';
import { createIngest, mailOf, type MailInput } from './mails.ts';
import { insertTestMailbox, startReplyWorld, type ReplyWorld } from './replies.ts';

/** Automatic replies on real Postgres, with a model of the test and a mail server on loopback. */

export const PASSAGE = {
  passage_id: 1,
  article_id: 1,
  title: 'Tarifs',
  text: 'Le dossier complet coûte 1 250,00 € et se règle en trois fois.',
};

/** Makes it known to the knowledge base, unless the test has its own articles: a draft whose source is gone waits. */
export const insertPassage = async (
  { superuser: sql }: TestApi,
  company: Pick<TestCompany, 'id'>,
  { passage_id: id, article_id: articleId, title, text } = PASSAGE,
): Promise<void> => {
  const inserted = await sql`
    insert into knowledge_articles (id, company_id, title, text)
    overriding system value values (${articleId}, ${company.id}, ${title}, ${text})
    on conflict do nothing
    returning id
  `;
  await sql`
    insert into knowledge_passages (
      id, company_id, article_id, position, heading, text, is_active, search
    )
    overriding system value values (
      ${id}, ${company.id}, ${articleId}, 0, '', ${text}, true,
      knowledge_search(${company.id}, ${title}, '', ${text})
    )
    on conflict do nothing
  `;
  if (inserted.length === 0) return;
  // The next ids that are drawn are others.
  await sql`
    select nextval(pg_get_serial_sequence('knowledge_articles', 'id'))
    from generate_series(1, ${articleId}::integer)
  `;
  await sql`
    select nextval(pg_get_serial_sequence('knowledge_passages', 'id'))
    from generate_series(1, ${id}::integer)
  `;
};

/** What a model that does its work writes. */
export const goodDraftFrom = (passage: typeof PASSAGE) =>
  ({
    kind: 'written',
    segments: [
      { text: 'Bonjour,', passageIds: [] },
      { text: passage.text, passageIds: [passage.passage_id] },
      { text: 'Bien cordialement', passageIds: [] },
    ],
    passages: [passage],
    question: [
      { word: 'coute', passageIds: [passage.passage_id] },
      { word: 'dossier', passageIds: [passage.passage_id] },
    ],
    language: 'fr',
    intent: 'question',
  }) satisfies DraftOutcome;
export const GOOD_DRAFT = goodDraftFrom(PASSAGE);

/** The server of the mailbox confirms who sent the mail. */
export const CONFIRMED = { 'authentication-results': '127.0.0.1; dmarc=pass' };

export type AutoReplyWorld = ReplyWorld & AutoReplies;

export interface AutoReplies {
  /** What the model answers. `model`: that of the installation is asked. */
  answerWith: (answer: Answer) => void;
  /** Out: the folder. */
  folder: (settings?: Partial<FolderAutoReply>) => Promise<number>;
  /** A mail to a mailbox of its own, in the folder. */
  receive: (folderId: number, mail?: MailInput) => Promise<Received>;
}

type Answer = DraftOutcome | ((context: DraftContext) => Promise<DraftOutcome>) | 'model';

export interface Received {
  conversationId: number;
  messageId: number;
  mailbox: { id: number; email: string; callCentreId: null };
  /** Another mail in the conversation. */
  again: (mail?: MailInput) => Promise<void>;
  /** The quiet period ends. Out: the automatic reply, if one was planned. */
  settle: () => Promise<string | undefined>;
  /** `settle`, and the model writes. */
  draft: () => Promise<Draft>;
}

export interface Draft {
  id: string;
  look: () => Promise<unknown>;
  write: () => Promise<void>;
  read: (person?: TestPerson) => Promise<AutoReplyShown>;
  /** A decision by the API. */
  decide: (name: string, body: object, person?: TestPerson) => Promise<Response>;
}
export type AutoReplyShown = ReturnType<(typeof AutoReplyOut)['parse']>;

export const startAutoReplyWorld = async (
  environment: Record<string, string> = {},
): Promise<AutoReplyWorld> => {
  const world = await startReplyWorld(undefined, environment);
  const { api, smtp, forwardMs } = world;
  return { ...world, ...createAutoReplies(api, { smtpUrl: smtp.url, forwardMs }) };
};

interface AutoRepliesInput {
  smtpUrl: string;
  /** Moves the clock of the api. */
  forwardMs: (ms: number) => void;
}

export const createAutoReplies = (
  api: TestApi,
  { smtpUrl, forwardMs }: AutoRepliesInput,
): AutoReplies => {
  const { company } = api;
  let answer: Answer = GOOD_DRAFT;
  const askModel = modelWriter(api.deps);
  const write: DraftWriter = async (companyId, context) => {
    if (answer === 'model') return askModel(companyId, context);
    return typeof answer === 'function' ? answer(context) : answer;
  };
  const activities = createAutoReplyActivities(api.deps, write);
  const { settleConversation } = createConversationActivities(api.deps);
  const ingest = createIngest(api, company);

  const draftOf = (id: string): Draft => {
    const input = { companyId: company.id, autoReplyId: id };
    return {
      id,
      look: () => activities.lookAtAutoReply(input),
      write: () => activities.writeAutoReply(input),
      read: async (person = company.owner) =>
        answerOf(
          await api.request(`/inbox/auto-replies/${id}`, { key: person.key }),
          200,
          AutoReplyOut,
        ),
      decide: (name, body, person = company.owner) =>
        api.request(`/inbox/auto-replies/${id}/${name}`, { key: person.key, body }),
    };
  };

  return {
    answerWith: (next) => {
      answer = next;
    },
    folder: async (settings = {}) => {
      await insertPassage(api, company);
      const [row] = await api.superuser`
        insert into inbox_folders (company_id, name, colour, position)
        values (${company.id}, ${`Dossier ${crypto.randomUUID()}`}, 'sky', 1)
        returning id
      `;
      const id = Number(row?.['id']);
      const answered = await api.request(`/inbox/folders/${id}/auto-reply`, {
        method: 'PATCH',
        key: company.owner.key,
        body: {
          version: 0,
          mode: 'validation',
          prompt: 'Réponds poliment.',
          on_expiry: 'escalate',
          ...settings,
        },
      });
      if (!answered.ok) throw new Error(await answered.text());
      return id;
    },
    receive: async (folderId, mail = {}) => {
      const { mailboxId, email } = await insertTestMailbox(api, { company, smtpUrl });
      const mailbox = { id: mailboxId, email, callCentreId: null };
      // Another sender each time: mails of one sender about one subject are one conversation. Of another domain: drafts
      // for strangers of one are counted.
      const other = crypto.randomUUID().slice(0, 8);
      const from = mail.from ?? `Marie <marie.${other}@client-${other}.example>`;
      const first = mailOf({
        from,
        to: [email],
        text: 'Combien coûte le dossier ?',
        ...mail,
        headers: { ...CONFIRMED, ...mail.headers },
      });
      const { conversationId, messageId } = await ingest(mailbox, first);
      if (conversationId === null || messageId === null) throw new Error('the mail was not stored');
      await api.superuser`
        update conversations set folder_id = ${folderId} where id = ${conversationId}
      `;
      const settle = async (): Promise<string | undefined> => {
        forwardMs(15_000);
        await settleConversation({ companyId: company.id, conversationId });
        const [row] = await api.superuser`
          select id from auto_replies
          where conversation_id = ${conversationId}
          order by created_at desc
          limit 1
        `;
        return row === undefined ? undefined : String(row['id']);
      };
      return {
        conversationId,
        messageId,
        mailbox,
        again: async (more = {}) => {
          await ingest(
            mailbox,
            mailOf({
              from,
              to: [email],
              inReplyTo: first.internetMessageId,
              references: [first.internetMessageId ?? ''],
              ...more,
              headers: { ...CONFIRMED, ...more.headers },
            }),
          );
        },
        settle,
        draft: async () => {
          const id = await settle();
          if (id === undefined) throw new Error('no automatic reply was planned');
          const draft = draftOf(id);
          await draft.look();
          await draft.write();
          return draft;
        },
      };
    },
  };
};
