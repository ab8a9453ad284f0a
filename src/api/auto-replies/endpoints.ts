import { z } from '@hono/zod-openapi';
import { autoReplyRead } from '../../domain/auto-replies/events.ts';
import {
  ApproveIn,
  AutoReplyOut,
  AutoReplyParams,
  AutoReplyQuery,
  FolderAutoReplyOut,
  FolderAutoReplyPatch,
  OwnTextIn,
  OwnTextOut,
  ReassignIn,
  RegenerateIn,
  RejectIn,
  VersionsOut,
} from '../../domain/auto-replies/shapes.ts';
import { FolderParams } from '../../domain/inbox-folders/shapes.ts';
import { decodeCursor, pageOf, toPage } from '../../domain/shared/pages.ts';
import type { Caller } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { listAutoReplies } from '../../queries/auto-replies/list.ts';
import { findFolderAutoReply } from '../../queries/auto-replies/settings.ts';
import { listVersions } from '../../queries/auto-replies/versions.ts';
import { checkOwnText } from '../../services/auto-replies/check.ts';
import { decideAutoReply, type Decision } from '../../services/auto-replies/decide.ts';
import { liftRefusal } from '../../services/auto-replies/lift.ts';
import type { Locked } from '../../services/auto-replies/lock.ts';
import { changeFolderAutoReply } from '../../services/auto-replies/settings.ts';
import { foundFolder } from '../inbox-folders/views.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { autoReplyLinkEndpoint } from './link.ts';
import { autoReplyAfter, autoReplyInReach, autoRepliesOut, lockedAutoReply } from './views.ts';

/** Automatic replies: what waits for a person, and the decisions about it. */

const HASH = '0'.repeat(64);

export const autoReplyEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  read(deps),
  versions(deps),
  approve(deps),
  reject(deps),
  regenerate(deps),
  reassign(deps),
  lift(deps),
  check(deps),
  autoReplyLinkEndpoint(deps),
  readSettings(deps),
  changeSettings(deps),
];

const CursorKey = z.tuple([z.uuid(), z.int()]);

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'auto_replies.list',
      method: 'get',
      path: '/inbox/auto-replies',
      permission: 'auto_replies:read',
      summary: 'List automatic replies, those that expire first first; ended ones newest first',
      query: AutoReplyQuery,
      status: 200,
      answer: pageOf(AutoReplyOut),
    },
    ({ query: { limit, cursor, ...filter }, scope, read: inTransaction }) =>
      inTransaction(async (tx) => {
        const after = decodeCursor(cursor, CursorKey);
        const rows = await listAutoReplies(tx, { scope, filter, after, limit: limit + 1 });
        const page = toPage(rows, limit, (row) => [row.id, row.sort_key] as const);
        const data = await autoRepliesOut(tx, page.data, deps.clock.now());
        tx.emit(autoReplyRead, { subjectId: '*', after: { count: data.length } });
        return { body: { ...page, data } };
      }),
  );

const read = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'auto_replies.read',
      method: 'get',
      path: '/inbox/auto-replies/{id}',
      permission: 'auto_replies:read',
      summary: 'One automatic reply',
      params: AutoReplyParams,
      load: autoReplyInReach,
      status: 200,
      answer: AutoReplyOut,
    },
    ({ read: inTransaction }) =>
      inTransaction(async (tx, row) => {
        tx.emit(autoReplyRead, { subjectId: row.id });
        return { body: await autoReplyAfter(tx, row, deps.clock.now()) };
      }),
  );

const versions = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'auto_replies.versions',
      method: 'get',
      path: '/inbox/auto-replies/{id}/versions',
      permission: 'auto_replies:read',
      summary: 'What the model and people wrote for it, the newest first',
      params: AutoReplyParams,
      load: autoReplyInReach,
      status: 200,
      answer: VersionsOut,
    },
    ({ read: inTransaction }) =>
      inTransaction(async (tx, { id }) => {
        tx.emit(autoReplyRead, { subjectId: id });
        const rows = await listVersions(tx, id);
        const data = rows.map((row) => ({ ...row, created_at: row.created_at.toISOString() }));
        return { body: { data } };
      }),
  );

/** Of every decision. */
const DECISION = {
  method: 'post',
  permission: 'auto_replies:decide',
  description:
    'Refused with 409 unless it waits; `details` says why: it was decided (by whom), is `superseded`, `expired`, `changed`, its recipient changed, or what it cites (`sources_changed`). What one person decides twice changes nothing.',
  params: AutoReplyParams,
  load: lockedAutoReply,
  status: 200,
  answer: AutoReplyOut,
} as const;

const decide =
  (deps: ApiDeps, caller: Caller, decision: Decision) =>
  async (tx: Transaction, locked: Locked) => ({
    body: await autoReplyAfter(
      tx,
      await decideAutoReply(deps, tx, { locked, decision, role: caller.role }),
      deps.clock.now(),
    ),
  });

const approve = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      ...DECISION,
      id: 'auto_replies.approve',
      path: '/inbox/auto-replies/{id}/approve',
      summary: 'Approve a draft, as it is or with another text',
      body: ApproveIn,
      sample: {
        content_hash: HASH,
        text: 'Bonjour, nous vous attendons lundi.',
        accept_changed_sources: false,
      },
    },
    ({ body, caller, write }) =>
      write(
        decide(deps, caller, {
          kind: 'approve',
          contentHash: body.content_hash,
          text: body.text,
          acceptsChangedSources: body.accept_changed_sources,
        }),
      ),
  );

const reject = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      ...DECISION,
      id: 'auto_replies.reject',
      path: '/inbox/auto-replies/{id}/reject',
      summary: 'Reject a draft',
      body: RejectIn,
      sample: { content_hash: HASH, reason: 'Le tarif est celui de l’an dernier.' },
    },
    ({ body: { content_hash: contentHash, reason }, caller, write }) =>
      write(decide(deps, caller, { kind: 'reject', contentHash, reason })),
  );

const regenerate = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      ...DECISION,
      id: 'auto_replies.regenerate',
      path: '/inbox/auto-replies/{id}/regenerate',
      summary: 'Ask for another version',
      body: RegenerateIn,
      sample: { instruction: 'Plus court, et sans le tarif.' },
    },
    ({ body: { instruction }, caller, write }) =>
      write(decide(deps, caller, { kind: 'regenerate', instruction })),
  );

const reassign = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      ...DECISION,
      id: 'auto_replies.reassign',
      path: '/inbox/auto-replies/{id}/reassign',
      summary: 'Give a draft to somebody else to decide',
      body: ReassignIn,
      sample: { user_id: null },
    },
    ({ body: { user_id: userId }, caller, write }) =>
      write(decide(deps, caller, { kind: 'reassign', userId })),
  );

const lift = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'auto_replies.lift',
      method: 'post',
      path: '/inbox/auto-replies/{id}/lift',
      permission: 'auto_replies:decide',
      summary: 'Have a reply written although rules speak against it; a person approves it',
      description:
        'Refused with 409 unless it was refused and nothing newer is in the conversation.',
      params: AutoReplyParams,
      load: lockedAutoReply,
      status: 200,
      answer: AutoReplyOut,
    },
    ({ write }) =>
      write(async (tx, locked) => ({
        body: await autoReplyAfter(tx, await liftRefusal(tx, locked), deps.clock.now()),
      })),
  );

const check = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'auto_replies.check',
      method: 'post',
      path: '/inbox/auto-replies/{id}/check',
      permission: 'auto_replies:decide',
      summary: 'What to look at again in a text that a person writes instead of a draft',
      description:
        'Links that are not allowed, figures that stand neither in the message nor in the knowledge base. It forbids nothing, and nothing is stored.',
      params: AutoReplyParams,
      load: autoReplyInReach,
      body: OwnTextIn,
      sample: { text: 'Bonjour, le dossier coûte 1 250 €.' },
      status: 200,
      answer: OwnTextOut,
    },
    ({ body: { text }, read: inTransaction }) =>
      inTransaction(async (tx, row) => ({
        body: { findings: await checkOwnText(deps, tx, { row, text }) },
      })),
  );

const readSettings = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'folder_auto_replies.read',
      method: 'get',
      path: '/inbox/folders/{id}/auto-reply',
      permission: 'inbox_folders:read',
      summary: 'How the conversations of a folder are answered automatically',
      params: FolderParams,
      load: foundFolder,
      status: 200,
      answer: FolderAutoReplyOut,
    },
    ({ read: inTransaction }) =>
      inTransaction(async (tx, { id }) => ({
        body: await findFolderAutoReply(tx, { folderId: id }),
      })),
  );

const changeSettings = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'folder_auto_replies.update',
      method: 'patch',
      path: '/inbox/folders/{id}/auto-reply',
      permission: 'auto_replies:write',
      summary: 'Change how the conversations of a folder are answered automatically',
      description:
        'Refused with 409 if `version` is not the current one. Switching it on needs `prompt` and `on_expiry`.',
      params: FolderParams,
      load: foundFolder,
      body: FolderAutoReplyPatch,
      sample: {
        version: 1,
        mode: 'validation',
        prompt: 'Réponds poliment, à partir de la base de connaissances.',
        tone: 'warm',
        language: null,
        signature: 'L’équipe de l’atelier',
        uses_knowledge: true,
        business_hours_only: false,
        expiry_minutes: 1_440,
        on_expiry: 'escalate',
        reminder_minutes: [120, 30],
        approvers: 'team',
        needs_two: false,
        allowed_hosts: ['atelier.example'],
      },
      status: 200,
      answer: FolderAutoReplyOut,
    },
    ({ params, body, write }) =>
      write(async (tx) => ({
        body: await changeFolderAutoReply(tx, { folderId: params.id, ...body }),
      })),
  );
