/**
 * Goal: every route refuses the callers it must, in the same words, and no input breaks it. Method: one suite
 * over the route table, so that a new route is covered the day it is added. A route declares the body it
 * takes; the rows that its address names are in the table below, by capability.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startFakeSmtp } from '../dev/fakes/smtp/server.ts';
import { kindOf } from '../src/api/http/bodies/kinds.ts';
import { ProblemOut } from '../src/api/http/errors.ts';
import type { RouteSpec } from '../src/api/http/spec.ts';
import { endpointsOf } from '../src/api/routes.ts';
import { BULK_SAMPLE } from '../src/domain/actions/bulk.ts';
import { callbackToken } from '../src/domain/actions/callbacks.ts';
import { ALL_PERMISSIONS, roleReach, type Role } from '../src/domain/shared/permissions.ts';
import { hashToken, newToken } from '../src/domain/shared/secrets.ts';
import { startTestApi, type TestCompany } from './support/api.ts';
import { encodeSample } from './support/samples.ts';
import { AUTO_REPLY_HASH } from './support/rows/auto-replies.ts';
import { insertRows, type SampleRows } from './support/rows/index.ts';

const smtp = await startFakeSmtp();
const api = await startTestApi({ DANGEROUS_SENT_MAIL_URL: smtp.httpUrl });
const { company, otherCompany } = api;
const mine = await insertRows(api, company);
const theirs = await insertRows(api, otherCompany);
afterAll(() => Promise.all([api.stop(), smtp.stop()]));

const routes: readonly RouteSpec[] = endpointsOf(api.deps, api.hub).map(({ spec }) => spec);
const guarded = routes.flatMap(({ permission, ...route }) =>
  permission === 'public' ? [] : [{ ...route, permission }],
);

interface NamedRow {
  row: (of: SampleRows, at: TestCompany) => Record<string, string>;
  /** What makes an address of a valid form that names no row. */
  absent: Record<string, string>;
}

const NO_NUMBER = { id: '999999' };
const ABSENT_TOKEN = { token: `frm_${'x'.repeat(22)}` };

/** The rows that the addresses of a capability name. */
const ROWS: Record<string, NamedRow> = {
  ai: {
    row: (of) => ({ id: of.aiRunId }),
    absent: { id: '0198c0de-0000-7000-8000-000000000000' },
  },
  call_centres: { row: (_, at) => ({ id: String(at.callCentreId) }), absent: NO_NUMBER },
  users: { row: (_, at) => ({ id: String(at.agents[0].id) }), absent: NO_NUMBER },
  api_keys: { row: (of) => ({ id: String(of.apiKeyId) }), absent: NO_NUMBER },
  saved_views: { row: (of) => ({ id: String(of.savedViewId) }), absent: NO_NUMBER },
  organisations: {
    row: ({ contacts }) => ({
      id: String(contacts.organisationId),
      merge_id: contacts.organisationMergeId,
    }),
    absent: NO_NUMBER,
  },
  people: {
    row: ({ contacts }) => ({ id: String(contacts.personId), merge_id: contacts.personMergeId }),
    absent: NO_NUMBER,
  },
  entities: {
    row: ({ entity }) => ({ type: entity.type, ref: entity.ref }),
    absent: { ref: 'NULLE-PART' },
  },
  entity_statuses: { row: () => ({ type: 'session' }), absent: {} },
  action_types: { row: (of) => ({ code: of.actionTypeCode }), absent: { code: 'CODE_ABSENT' } },
  actions: {
    row: (of) => ({ id: of.actionId }),
    absent: { id: '0198c0de-0000-7000-8000-000000000000' },
  },
  forms: { row: ({ forms }) => ({ id: String(forms.formId) }), absent: NO_NUMBER },
  form_submissions: { row: ({ forms }) => ({ token: forms.formToken }), absent: ABSENT_TOKEN },
  form_pages: { row: ({ forms }) => ({ token: forms.formToken }), absent: ABSENT_TOKEN },
  leads: { row: (of) => ({ id: String(of.leadId) }), absent: NO_NUMBER },
  lead_imports: {
    row: (of) => ({ id: of.leadImportId }),
    absent: { id: '0198c0de-0000-7000-8000-000000000000' },
  },
  conversations: {
    row: ({ inbox }) => ({ id: String(inbox.conversationId), message_id: String(inbox.messageId) }),
    absent: { id: '999999', message_id: '999999' },
  },
  inbox_folders: { row: ({ inbox }) => ({ id: String(inbox.inboxFolderId) }), absent: NO_NUMBER },
  auto_replies: {
    row: ({ autoReplies }) => ({ id: autoReplies.read }),
    absent: { id: '0198c0de-0000-7000-8000-000000000000' },
  },
  // A decision ends the draft: each has one of its own.
  ...Object.fromEntries(
    (['approve', 'reject', 'regenerate', 'reassign', 'lift'] as const).map((name) => [
      `auto_replies.${name}`,
      {
        row: ({ autoReplies }: SampleRows) => ({ id: autoReplies[name] }),
        absent: { id: '0198c0de-0000-7000-8000-000000000000' },
      },
    ]),
  ),
  folder_auto_replies: {
    row: ({ inbox }) => ({ id: String(inbox.inboxFolderId) }),
    absent: NO_NUMBER,
  },
  // A decision ends the proposal: each has one of its own.
  'folder_proposals.accept': {
    row: ({ folderProposals }) => ({ id: folderProposals.accept }),
    absent: { id: '0198c0de-0000-7000-8000-000000000000' },
  },
  'folder_proposals.dismiss': {
    row: ({ folderProposals }) => ({ id: folderProposals.dismiss }),
    absent: { id: '0198c0de-0000-7000-8000-000000000000' },
  },
  folder_decisions: {
    row: ({ inbox }) => ({ id: String(inbox.conversationId) }),
    absent: NO_NUMBER,
  },
  reclassifications: {
    row: ({ inbox }) => ({ id: inbox.reclassificationId }),
    absent: { id: '0198c0de-0000-7000-8000-000000000000' },
  },
  messages: {
    row: ({ inbox }) => ({ id: String(inbox.outgoingMessageId) }),
    absent: NO_NUMBER,
  },
  notifications: { row: (of) => ({ id: String(of.notificationId) }), absent: NO_NUMBER },
  attachments: { row: ({ inbox }) => ({ id: String(inbox.attachmentId) }), absent: NO_NUMBER },
  conversation_attachments: {
    row: ({ inbox }) => ({ id: String(inbox.conversationId) }),
    absent: NO_NUMBER,
  },
  conversation_notes: {
    row: ({ inbox }) => ({ id: String(inbox.conversationId), note_id: String(inbox.noteId) }),
    absent: NO_NUMBER,
  },
  conversation_summaries: {
    row: ({ inbox }) => ({ id: String(inbox.conversationId) }),
    absent: NO_NUMBER,
  },
  writing_help: {
    row: ({ inbox }) => ({ id: String(inbox.conversationId) }),
    absent: NO_NUMBER,
  },
  conversation_tasks: {
    row: ({ inbox }) => ({ id: String(inbox.conversationId) }),
    absent: NO_NUMBER,
  },
  conversation_follow_ups: {
    row: ({ inbox }) => ({ id: String(inbox.conversationId) }),
    absent: NO_NUMBER,
  },
  reply_drafts: {
    row: ({ inbox }) => ({ id: String(inbox.conversationId) }),
    absent: NO_NUMBER,
  },
  tasks: { row: ({ inbox }) => ({ id: String(inbox.taskId) }), absent: NO_NUMBER },
  follow_ups: { row: ({ inbox }) => ({ id: String(inbox.followUpId) }), absent: NO_NUMBER },
  clients: { row: ({ contacts }) => ({ id: String(contacts.personId) }), absent: NO_NUMBER },
  cases: { row: (of) => ({ id: String(of.cases.caseId) }), absent: NO_NUMBER },
  case_billing: { row: (of) => ({ id: String(of.cases.caseId) }), absent: NO_NUMBER },
  client_billing: { row: (of) => ({ id: String(of.contacts.personId) }), absent: NO_NUMBER },
  case_modules: { row: (of) => ({ kind: of.cases.moduleKind }), absent: { kind: 'billing' } },
  'case_modules.delete': {
    row: (of: SampleRows) => ({ kind: of.cases.removedModuleKind }),
    absent: { kind: 'rag' },
  },
  case_links: {
    row: (of) => ({ id: String(of.cases.caseId), link_id: String(of.cases.linkId) }),
    absent: NO_NUMBER,
  },
  case_files: {
    row: (of) => ({ id: String(of.cases.caseId), file_id: String(of.cases.fileId) }),
    absent: NO_NUMBER,
  },
  // Its deletion is not undone by the next route.
  'case_files.restore': {
    row: (of) => ({ id: String(of.cases.caseId), file_id: String(of.cases.deletedFileId) }),
    absent: NO_NUMBER,
  },
  case_notes: {
    row: (of) => ({ id: String(of.cases.caseId), note_id: String(of.cases.noteId) }),
    absent: NO_NUMBER,
  },
  case_analyses: {
    row: (of) => ({
      id: String(of.cases.caseId),
      version: String(of.cases.analysisVersion),
      step: '1',
    }),
    absent: { id: '999999', version: '999999' },
  },
  case_timeline: { row: (of) => ({ id: String(of.cases.caseId) }), absent: NO_NUMBER },
  case_tasks: { row: (of) => ({ id: String(of.cases.caseId) }), absent: NO_NUMBER },
  projects: { row: ({ inbox }) => ({ id: String(inbox.projectId) }), absent: NO_NUMBER },
  canned_replies: {
    row: ({ inbox }) => ({ id: String(inbox.cannedReplyId) }),
    absent: NO_NUMBER,
  },
  knowledge: {
    row: ({ inbox }) => ({ id: String(inbox.knowledgeArticleId) }),
    absent: NO_NUMBER,
  },
  knowledge_imports: {
    row: ({ inbox }) => ({ id: inbox.knowledgeImportId }),
    absent: { id: '0198c0de-0000-7000-8000-000000000000' },
  },
  operations: { row: (of) => ({ id: String(of.commandId) }), absent: NO_NUMBER },
  mailboxes: {
    row: ({ inbox }) => ({
      id: String(inbox.mailboxId),
      item_id: String(inbox.itemId),
      cycle_id: inbox.cycleId,
    }),
    absent: NO_NUMBER,
  },
  webhooks: {
    row: (of) => ({ id: String(of.webhookId), delivery_id: of.deliveryId }),
    absent: { id: '999999', delivery_id: '0198c0de-0000-7000-8000-000000000000' },
  },
};
/** Their addresses name no row of a caller: a type of records, a code that may be new, a public token. */
const NAMING_NO_ROW = new Set([
  'entities.list',
  'entities.count',
  'entities.create',
  'entity_statuses.replace',
  'entity_statuses.usage',
  'form_submissions.create',
  'form_pages.read',
  'action_types.put',
  'case_modules.update',
]);
const namesRow = ({ id, path }: RouteSpec): boolean => path.includes('{') && !NAMING_NO_ROW.has(id);

/** The rows that a sample body names. */
const centre = { call_centre_id: company.callCentreId };
const action = {
  entiteId: mine.entity.ref,
  decidePar: company.owner.id,
  notificationId: mine.notificationId,
};
const bulk = {
  action: { ...BULK_SAMPLE.action, decidePar: company.owner.id },
  entite_ids: [mine.entity.ref],
};

const folder = { folder_id: mine.inbox.inboxFolderId };
const NAMED_IN_BODY: Record<string, Record<string, unknown>> = {
  'clients.update': { version: 6 }, // after those of people
  'cases.create': { client_id: mine.contacts.personId, conversation_id: mine.inbox.conversationId },
  'cases.update': { client_id: mine.contacts.personId },
  'case_modules.update': { version: 1 },
  'case_links.create': { id: mine.inbox.conversationId },
  'inbox_folders.test': folder,
  'reclassifications.create': folder,
  'reclassifications.preview': folder,
  'users.create': centre,
  'users.update': centre,
  'api_keys.create': { user_id: company.owner.id },
  // The update before it raised the version.
  'organisations.merge': { loser_id: mine.contacts.otherOrganisationId, version: 2 },
  'people.merge': { loser_id: mine.contacts.otherPersonId, version: 2 },
  'actions.create': action,
  'actions.dry_run': action,
  'notifications.act': action,
  'actions.create_many': bulk,
  'actions.dry_run_many': bulk,
  'leads.change_status_many': { leads: [{ id: mine.leadId, version: 1 }] },
  'conversations.start': { mailbox_id: mine.inbox.mailboxId },
  'conversations.reply': { mailbox_id: mine.inbox.mailboxId, force: true },
  'conversations.merge': { into_id: mine.inbox.otherConversationId },
  'conversations.split': { message_ids: [mine.inbox.laterMessageId] },
  'conversation_follow_ups.create': { user_id: company.owner.id },
  'auto_replies.approve': { content_hash: AUTO_REPLY_HASH },
  'auto_replies.reject': { content_hash: AUTO_REPLY_HASH },
  'canned_replies.render': { conversation_id: mine.inbox.conversationId },
  'lead_confirmations.confirm': { token: mine.forms.confirmationToken },
  'webhooks.create': { user_id: company.owner.id },
  'webhooks.replace': { user_id: company.owner.id },
  'webhooks.update': { user_id: company.owner.id, version: 2 }, // after the replacement
  // A replay reaches 30 days back.
  'webhooks.replay': {
    since: new Date(Date.now() - 60 * 60 * 1000).toISOString(),
    until: new Date().toISOString(),
  },
};

/** The query of a route that needs one. */
const NEEDED_QUERIES: Record<string, string> = {
  'action_routes.resolve': '?action_type=RELANCE_X',
  'organisations.matches': '?email=contact@example.com',
  'people.matches': '?phone=0612345678',
  'case_analyses.compare': '?with=1',
  'case_reports.pdf': '?month=2026-11',
  'search.read': '?q=dumitru',
  'lead_confirmations.read': `?token=${mine.forms.confirmationToken}`,
};

const FieldsSchema = z.record(z.string(), z.unknown());
/** A body that the route would take, if it takes one. */
const withBody = ({ id, sample }: RouteSpec): { body?: unknown } => {
  if (sample === undefined) return {};
  const named = NAMED_IN_BODY[id];
  return { body: named === undefined ? sample : { ...FieldsSchema.parse(sample), ...named } };
};

const rowOf = ({ id }: RouteSpec): NamedRow | undefined => ROWS[id] ?? ROWS[id.split('.')[0] ?? ''];

const addressOf = (route: RouteSpec, of: SampleRows, at: TestCompany): string =>
  addressWith(route, rowOf(route)?.row(of, at) ?? {});

/** An address with another company's values, except for those that make it name no row at all. */
const absentAddressOf = (route: RouteSpec): string =>
  addressWith(route, { ...rowOf(route)?.row(theirs, otherCompany), ...rowOf(route)?.absent });

const addressWith = ({ id, path }: RouteSpec, values: Record<string, string>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value !== undefined) return encodeURIComponent(value);
    throw new Error(`${id}: name the row of {${name}} in ROWS in test/refusals.test.ts`);
  });

interface CallInput {
  key?: string;
  headers?: Record<string, string>;
  of?: SampleRows;
  at?: TestCompany;
  query?: string;
  address?: string;
  body?: unknown;
}

let callCount = 0;

/** Calls a route; each call comes from an address of its own, so that no limit of guesses is met. */
const call = async (route: RouteSpec, input: CallInput = {}): Promise<Response> => {
  const address = input.address ?? addressOf(route, input.of ?? mine, input.at ?? company);
  callCount += 1;
  const { body, headers } =
    typeof input.body === 'string' && kindOf(route.body) === 'json'
      ? { body: input.body, headers: {} }
      : await encodeSample(route, input.body);
  const answer = await api.request(`${address}${input.query ?? ''}`, {
    method: route.method.toUpperCase(),
    ip: `2001:db8:${Math.floor(callCount / 60_000)}:${callCount % 60_000}::1`,
    ...(input.key === undefined ? {} : { key: input.key }),
    headers: { ...headers, ...input.headers },
    ...('body' in input && body !== undefined ? { body } : {}),
  });
  if (route.id === 'stream.open' && answer.ok) await answer.body?.cancel();
  return answer;
};

const expectProblem = async (answer: Response, status: number, code: string): Promise<void> => {
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  const text = await answer.clone().text();
  expect(answer.status, text).toBe(status);
  const problem = ProblemOut.parse(JSON.parse(text));
  expect(problem).toMatchObject({ code, status });
  expect(problem.request_id).toBe(answer.headers.get('X-Request-Id'));
};

/** A key of the owner, or of somebody of this role, with these scopes. */
const addKey = async (userId: number, scopes: readonly string[]): Promise<string> => {
  const key = newToken('rlk');
  await api.superuser`
    insert into api_keys (company_id, user_id, name, prefix, key_hash, scopes, created_by)
    values (
      ${company.id}, ${userId}, 'refusals', ${key.slice(0, 10)}, ${hashToken(key)},
      ${[...scopes]}::text[], ${company.owner.id}
    )
  `;
  return key;
};

const keyOfRole: Record<Role, string> = {
  agent: company.agents[0].key,
  supervisor: company.supervisor.key,
  owner: company.owner.key,
  super_admin: company.owner.key,
};

const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

describe('the route table', () => {
  test('declares a sample for every body, with every field of a JSON schema', () => {
    const lacking = routes.flatMap(({ id, body, bodyDocument, sample }) => {
      if (body === undefined) return sample === undefined ? [] : [`${id}: takes no body`];
      if (sample === undefined) return [`${id}: declares no sample`];
      if (!(body instanceof z.ZodObject) || bodyDocument !== undefined) return [];
      const given = FieldsSchema.parse(sample);
      return Object.keys(body.shape).flatMap((name) => (name in given ? [] : [`${id}: ${name}`]));
    });
    expect(
      lacking,
      'give the route a `sample`, or the sample a value for this field (`<route>: <field>`)',
    ).toEqual([]);
  });

  test('names each route once, and every route that is served', () => {
    const known = routes.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(new Set(known).size).toBe(known.length);
    const served = api.app.routes
      .filter(({ method, path }) => METHODS.has(method) && /^\/(?:api|f|inbox)\//.test(path))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect([...new Set(served)].toSorted()).toEqual(known.toSorted());
  });
});

describe.each(guarded.map((route) => [route.id, route] as const))('%s', (_, route) => {
  test('answers 401 without a key', async () => {
    const answer = await call(route);
    await expectProblem(answer, 401, 'unauthenticated');
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer');
  });

  test('answers 401 to a wrong, cut, invented or misplaced credential', async () => {
    const wrong: Record<string, string>[] = [
      { Authorization: `Bearer ${newToken('rlk')}` },
      { Authorization: `Bearer ${newToken('rls')}` },
      { Authorization: `Bearer ${company.owner.key}x` },
      { Authorization: `Basic ${btoa('olga:secret')}` },
      { Authorization: 'Bearer' },
      { 'X-API-Key': newToken('rlk') },
      { Cookie: `relais_session=${newToken('rls')}`, 'Sec-Fetch-Site': 'same-origin' },
      {
        Authorization: `Bearer ${callbackToken(api.deps.encryptionKeys, {
          companyId: company.id,
          actionId: mine.actionId,
          round: 1,
        })}`,
      },
    ];
    for (const headers of wrong) {
      await expectProblem(await call(route, { headers }), 401, 'unauthenticated');
    }
  });

  test('answers 403 to a key that has every scope but this one', async () => {
    const others = ALL_PERMISSIONS.filter((permission) => permission !== route.permission);
    const key = await addKey(company.owner.id, others);
    await expectProblem(await call(route, { key }), 403, 'forbidden');
  });
});

const refusedRoles = guarded.flatMap((route) =>
  (['agent', 'supervisor', 'owner', 'super_admin'] as const)
    .filter((role) => roleReach(role, route.permission) === 'none')
    .map((role) => [route.id, role, route] as const),
);

test.each(refusedRoles)('%s answers 403 to an %s', async (_, role, route) => {
  await expectProblem(await call(route, { key: keyOfRole[role] }), 403, 'forbidden');
});

describe.each(routes.filter(namesRow).map((route) => [route.id, route] as const))(
  '%s',
  (_, route) => {
    const input = { key: company.owner.key, ...withBody(route) };

    test("answers the same 404 for another company's row and for one that does not exist", async () => {
      const before = await everythingOf(otherCompany);
      const answer = await call(route, { ...input, of: theirs, at: otherCompany });
      await expectProblem(answer, 404, 'not_found');
      const missing = await call(route, { ...input, address: absentAddressOf(route) });
      expect(await withoutRequestId(answer)).toEqual(await withoutRequestId(missing));
      expect(await everythingOf(otherCompany)).toEqual(before);
    });
  },
);

/** Proves that the refusals above are about the caller or the row, not about the request itself. */
describe('the requests of this file', () => {
  // A dispatch can be claimed once it was sent.
  beforeAll(
    () => api.superuser`update actions set status = 'dispatching' where status = 'accepted'`,
  );

  const elsewhere: Record<string, number> = {
    'session.create': 401,
    'me.change_password': 403,
    'invitations.accept': 410,
    'invitations.read': 410,
    'call_centres.delete': 409,
    'inbox_folders.order': 409, // without the folder that was created before
    'reclassifications.cancel': 409,
    'knowledge_imports.cancel': 409, // it has ended
    'auto_replies.open_link': 404, // it was mailed to nobody
    'actions.retry_many': 409,
    'attachments.content': 410, // the row is there, its file is not
    'case_files.content': 410,
    'messages.source': 404, // it was not received by e-mail
    'actions.dismiss': 409,
    'messages.cancel': 409, // it has failed
    'conversation_summaries.create': 409, // there is no model
    'writing_help.compose': 409,
    'case_analyses.create': 409,
    'case_analyses.cancel': 409, // it has ended
    'stream.open': 200,
  };

  /** Changes that need no audit entry, or that change nothing as this file calls them. */
  const unaudited = new Set([
    'actions.dry_run',
    'actions.dry_run_many',
    'actions.attempt_now', // no attempt waits
    'actions.undo_dismissal', // nothing is dismissed
    'conversations.set_presence', // to read the conversation is audited
    'notifications.read',
    'notifications.read_all',
    'notifications.read_subject',
    'notifications.dismiss',
    'notifications.undo_dismissal',
    'reply_drafts.save', // nobody else sees it; what is sent is audited
    'reply_drafts.delete',
    'session.delete', // a key has no session to end
    'actions.callback', // the action has settled
    'auto_replies.check', // asked at each pause of somebody who types; the draft was read before
  ]);

  /** Reading these shows personal data. */
  const auditedReads = new Set([
    'actions.read',
    'ai.read_run',
    'attachments.read',
    'case_analyses.compare',
    'case_analyses.list',
    'case_analyses.read',
    'case_files.list',
    'case_files.text',
    'case_billing.read',
    'case_links.list',
    'case_notes.list',
    'case_timeline.read',
    'cases.list',
    'cases.read',
    'client_billing.read',
    'clients.list',
    'clients.read',
    'conversation_notes.list',
    'conversation_summaries.read',
    'messages.html',
    'projects.list',
    'projects.read',
    'audit.list',
    'conversations.reply_defaults',
    'messages.attempts',
    'operations.list_sent_mail',
    'organisations.duplicates',
    'organisations.list',
    'organisations.matches',
    'organisations.read',
    'organisations.timeline',
    'people.duplicates',
    'people.list',
    'people.matches',
    'people.read',
    'people.timeline',
    'entities.read',
    'entities.list',
    'search.read',
    'leads.list',
    'leads.export',
    'leads.read',
    'leads.timeline',
    'conversations.contact',
    'conversations.export',
    'conversations.list',
    'conversations.message',
    'conversations.messages',
    'conversations.read',
    'conversations.timeline',
    'newsletter_senders.list',
    'lead_imports.list',
    'lead_imports.read',
    'lead_imports.errors',
    'entities.timeline',
    'folder_decisions.list',
    'folder_proposals.list',
    'users.list',
    'users.read',
    'webhooks.read_delivery',
  ]);

  test.each(routes.map((route) => [route.id, route] as const))(
    'for %s are taken when they are about an own row, and audited where they must be',
    async (id, route) => {
      // The test of another route sends the action again; what is sent can be claimed.
      await api.superuser`update actions set status = 'dispatching' where status = 'accepted'`;
      await api.superuser`update leads set version = 1, converted_at = null`;
      await api.superuser`
        update conversations
        set version = 1, status = 'nouveau', is_unread = true, deleted_at = null, merged_into_id = null
      `;
      await api.superuser`
        update messages set conversation_id = ${mine.inbox.conversationId}
        where company_id = ${company.id}
          and id not in (select message_id from auto_replies)
          and conversation_id <> all(${mine.folderProposals.conversationIds})
      `;
      await resetInboxRows();
      await api.superuser`delete from lead_statuses where company_id = ${company.id}`;
      const auditedBefore = await countAudited();
      const answer = await call(route, {
        key: company.owner.key,
        query: NEEDED_QUERIES[id] ?? '',
        ...withBody(route),
      });
      const text = route.id === 'stream.open' ? '' : await answer.text();
      expect(answer.status, text).toBe(elsewhere[id] ?? route.status);
      const isAudited = route.method === 'get' ? auditedReads.has(id) : !unaudited.has(id);
      if (!answer.ok || !isAudited) return;
      expect(await countAudited(), `${id}: emit an audited event`).toBeGreaterThan(auditedBefore);
    },
  );
});

/** Undoes what an earlier route did to them. */
const resetInboxRows = async (): Promise<void> => {
  const { superuser: sql } = api;
  await sql`update tasks set version = 1, deleted_at = null`;
  await sql`update cases set version = 1, status = 'nouveau', deleted_at = null`;
  await sql`update projects set version = 1, deleted_at = null`;
  const { cannedReplyId, conversationId } = mine.inbox;
  await sql`
    update conversation_notes set conversation_id = ${conversationId} where company_id = ${company.id}
  `;
  await sql`delete from canned_replies where company_id = ${company.id} and id <> ${cannedReplyId}`;
  await sql`update canned_replies set version = 1, deleted_at = null`;
  await sql`update knowledge_articles set version = 1, deleted_at = null`;
  await sql`update follow_ups set status = 'waiting'`;
  await sql`delete from reply_drafts`;
};

const countAudited = async (): Promise<number> => {
  await api.sealFacts();
  const [row] = await api.superuser`
    select count(*) as count from audit_entries where company_id = ${company.id}
  `;
  return Number(row?.['count']);
};

const withoutRequestId = async (answer: Response): Promise<object> => {
  const { request_id: _, ...rest } = ProblemOut.parse(await answer.clone().json());
  return { ...rest, status: answer.status };
};

/** Every row of a company, as text. */
const everythingOf = async (of: TestCompany): Promise<Record<string, string>> => {
  const tables = await api.superuser`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'company_id'
  `;
  const pairs = await Promise.all(
    tables.map(async ({ name }): Promise<[string, string]> => {
      const found = await api.superuser`
        select coalesce(string_agg(t::text, e'\n' order by t::text), '') as text
        from ${api.superuser(String(name))} t
        where company_id = ${of.id}
      `;
      return [String(name), String(found[0]?.['text'])];
    }),
  );
  return Object.fromEntries(pairs);
};

describe('public routes', () => {
  test('are those of this list', () => {
    const open = routes.filter((route) => route.permission === 'public').map((route) => route.id);
    expect(open.toSorted()).toEqual([
      'actions.callback',
      'actions.claim',
      'form_pages.embed',
      'form_pages.read',
      'form_pages.script',
      'form_pages.style',
      'form_submissions.create',
      'invitations.accept',
      'invitations.read',
      'lead_confirmations.confirm',
      'lead_confirmations.read',
      'session.create',
    ]);
  });

  test.each([
    'session.create',
    'invitations.accept',
    'invitations.read',
    'actions.callback',
    'actions.claim',
    'form_submissions.create',
    'form_pages.read',
    'lead_confirmations.read',
    'lead_confirmations.confirm',
  ])('%s refuses a credential that is sent and wrong', async (id) => {
    const route = routeOf(id);
    const answer = await call(route, { key: newToken('rlk'), ...withBody(route) });
    await expectProblem(answer, 401, 'unauthenticated');
  });

  const callback = routeOf('actions.callback');

  const tokenFor = (subject: { companyId: number; actionId: string; round: number }) =>
    callbackToken(api.deps.encryptionKeys, subject);
  const subject = { companyId: company.id, actionId: mine.actionId, round: 1 };

  test.each([
    ['no token', undefined],
    ['a token of another action', tokenFor({ ...subject, actionId: theirs.actionId })],
    ['a token whose company was changed', tokenFor(subject).replace('rcb_k1_', 'rcb_k1_9')],
    ['a token whose round was changed', tokenFor(subject).replace('_1_', '_2_')],
    ['a token cut short', tokenFor(subject).slice(0, -1)],
  ])('actions.callback answers 401 to %s', async (_, key) => {
    const input = { ...withBody(callback), ...(key === undefined ? {} : { key }) };
    await expectProblem(await call(callback, input), 401, 'unauthenticated');
  });

  test('actions.callback does not find an action that the token names in another company', async () => {
    const key = tokenFor({ ...subject, companyId: otherCompany.id });
    const answer = await call(callback, { key, ...withBody(callback) });
    await expectProblem(answer, 404, 'not_found');
  });

  test('actions.callback answers 403 to a key without the scope and to an agent', async () => {
    const others = ALL_PERMISSIONS.filter((permission) => permission !== 'actions:callback');
    for (const key of [await addKey(company.owner.id, others), company.agents[0].key]) {
      const answer = await call(callback, { key, ...withBody(callback) });
      await expectProblem(answer, 403, 'forbidden');
    }
  });
});

const routeOf = (id: string): RouteSpec => {
  const route = routes.find((one) => one.id === id);
  if (!route) throw new Error(`no route ${id}`);
  return route;
};

/** Values that have broken SQL, JSON, numbers or dates in some program. */
const NASTY_TEXTS = [
  '',
  '\0',
  'a\0b',
  '0',
  '-1',
  '1.5',
  '1e308',
  '99999999999',
  '2147483648',
  '9007199254740991',
  '9007199254740993',
  '0000-01-01T00:00:00Z',
  '2026-01-01T00:00:00+23:59',
  '9999-12-31T23:59:59.999Z',
  "'; drop table users; --",
  '../../etc/passwd',
  '{{7*7}}',
  '%',
  '\\',
  "':* & !",
  'é'.repeat(150),
  Buffer.from('1.5').toString('base64url'),
  Buffer.from('1e300').toString('base64url'),
  Buffer.from('"0198c0de"').toString('base64url'),
];
const NASTY_VALUES: unknown[] = [
  ...NASTY_TEXTS,
  '\ud800',
  'x'.repeat(70_000),
  null,
  true,
  -1,
  0.5,
  1e300,
  2 ** 31,
  2 ** 53 - 1,
  [],
  ['\0'],
  {},
  { 'a\0': 1 },
  JSON.parse('{"__proto__":{"x":1}}'),
  { deep: { deeper: ['\udfff'] } },
];
const NASTY_BODIES = ['null', '[]', '"text"', '1', '{', '', '{"a":1,"a":2}'];
/** Nested deeper than a recursive walk can go. */
const BOTTOMLESS = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

/** The request is taken, or refused with a problem; it is never an error of the server. */
const expectNoBreak = async (answer: Response, what: string): Promise<void> => {
  // The language model of the rows can't be reached: the request got that far.
  if (answer.status === 503 && ProblemOut.parse(await answer.clone().json()).details?.['outcome']) {
    return;
  }
  expect(answer.status, `${what}: ${await answer.clone().text()}`).toBeLessThan(500);
  if (answer.status < 400) return;
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  const { code, errors = [] } = ProblemOut.parse(await answer.json());
  if (code === 'validation_failed') expect(errors, `${what}: names no fault`).not.toEqual([]);
};

describe('hostile input', () => {
  const key = company.owner.key;
  const named = (some: readonly RouteSpec[]) => some.map((route) => [route.id, route] as const);

  beforeAll(async () => {
    // Earlier requests changed the version; the input must pass the comparison of versions.
    await api.superuser`update entities set version = 1`;
    await api.superuser`update leads set version = 1, converted_at = null`;
    await resetInboxRows();
  });

  test.each(named(routes.filter((route) => route.id !== 'stream.open')))(
    'in the query does not break %s',
    async (_, route) => {
      const texts = NASTY_TEXTS.map(encodeURIComponent);
      const queries = [
        ...Object.keys(route.query?.shape ?? {}).flatMap((name) =>
          texts.map((text) => `?${name}=${text}`),
        ),
        // No route reads these, so they can come together.
        `?${texts.map((text, position) => `unknown${position}=${text}`).join('&')}`,
      ];
      for (const query of queries) {
        await expectNoBreak(await call(route, { key, query }), query);
      }
    },
  );

  test.each(named(routes.filter((route) => route.path.includes('{'))))(
    'in the address does not break %s',
    async (_, route) => {
      const values = NASTY_TEXTS.filter((text) => text !== '').map(encodeURIComponent);
      for (const value of [...values, '%E0%A4%A']) {
        const address = route.path.replace('{type}', 'candidat').replaceAll(/\{\w+\}/g, value);
        await expectNoBreak(await call(route, { key, address, ...withBody(route) }), address);
      }
    },
  );

  test.each(named(routes.filter(({ body }) => kindOf(body) === 'json')))(
    'in the body does not break %s',
    async (_, route) => {
      const valid = FieldsSchema.parse(withBody(route).body);
      const bodies: unknown[] = [
        ...NASTY_BODIES,
        ...Object.keys(valid).flatMap((name) =>
          NASTY_VALUES.map((value) => ({ ...valid, [name]: value })),
        ),
        ...Object.keys(valid).map((name) =>
          JSON.stringify({ ...valid, [name]: '?' }).replace('"?"', BOTTOMLESS),
        ),
        ...nestedObjects(valid),
      ];
      for (const body of bodies) {
        await expectNoBreak(await call(route, { key, body }), JSON.stringify(body).slice(0, 300));
      }
    },
  );
});

/** The same, one level further down: values of a nested object or of the first of a list. */
const nestedObjects = (valid: Record<string, unknown>): unknown[] =>
  Object.entries(valid).flatMap(([name, value]) => {
    const inner: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof inner !== 'object' || inner === null) return [];
    return Object.keys(inner).flatMap((key) =>
      NASTY_VALUES.map((nasty) => {
        const changed = { ...inner, [key]: nasty };
        return { ...valid, [name]: Array.isArray(value) ? [changed] : changed };
      }),
    );
  });

test('the server logged no error while this file ran', () => {
  const messages = api.logLines
    .filter((line) => line.includes('"level":"error"'))
    .map((line) => line.slice(0, 200));
  expect(messages).toEqual([]);
});
