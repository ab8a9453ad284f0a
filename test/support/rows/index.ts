import { v7 as uuidv7 } from 'uuid';
import { actionProgressed, actionRead } from '../../../src/domain/actions/events.ts';
import { inCompany } from '../../../src/platform/database.ts';
import { hashToken, newToken } from '../../../src/domain/shared/secrets.ts';
import type { TestApi, TestCompany } from '../api.ts';
import { insertAiRows } from './ai.ts';
import { insertCaseRows, type CaseRows } from './cases.ts';
import { insertAutoReplyRows, type AutoReplyRows } from './auto-replies.ts';
import { insertFolderProposalRows, type FolderProposalRows } from './folder-proposals.ts';
import { insertFormRows, type FormRows } from './forms.ts';
import { insertLeadRows, type LeadRows } from './leads.ts';
import { insertContacts, type ContactRows } from './contacts.ts';
import { insertInboxRows, type InboxRows } from './inbox.ts';
import { insertNotification } from './notifications.ts';
import { insertWebhookRows } from './webhooks.ts';

/** One row in every table of a company, for tests that walk all tables or all routes. */

export interface SampleRows extends LeadRows {
  entity: { id: number; type: string; ref: string };
  notificationId: number;
  actionId: string;
  actionTypeCode: string;
  commandId: number;
  apiKeyId: number;
  savedViewId: number;
  aiRunId: string;
  forms: FormRows;
  contacts: ContactRows;
  inbox: InboxRows;
  autoReplies: AutoReplyRows;
  cases: CaseRows;
  folderProposals: FolderProposalRows;
  webhookId: number;
  deliveryId: string;
  /** An API key of the owner and a session of the owner that no test uses otherwise. */
  apiKey: string;
  sessionToken: string;
}

export const insertRows = async (api: TestApi, company: TestCompany): Promise<SampleRows> => {
  const { superuser: sql } = api;
  const { id: companyId, owner } = company;
  const ref = `REF-${company.slug}`;
  const actionId = uuidv7();
  const actionTypeCode = `CODE_${company.slug.toUpperCase()}`;
  const apiKey = newToken('rlk');
  const sessionToken = newToken('rls');

  await inCompany(api.database, { companyId, userId: owner.id }, async (tx) => {
    tx.emit(actionRead, { subjectId: actionId });
    tx.emit(actionProgressed, {
      subjectId: actionId,
      audience: { userId: owner.id, callCentreId: company.callCentreId },
      data: { status: 'failed' },
    });
    tx.command({
      workflowId: `action/${actionId}`,
      operation: 'start',
      name: 'crmActionWorkflow',
      input: { companyId, actionId, round: 1 },
      subject: `test/${companyId}`,
    });
    return Promise.resolve();
  });
  await api.sealFacts();
  const [command] = await sql`select id from commands where company_id = ${companyId}`;
  const [entity] = await sql`
    insert into entities (company_id, type, ref, data)
    values (${companyId}, 'candidat', ${ref}, '{"nom": "Dumitru"}')
    returning id
  `;
  const entityId = Number(entity?.['id']);
  const notificationId = await insertNotification(sql, {
    companyId,
    userId: owner.id,
    subject: { type: 'entity', id: entityId },
  });
  await sql`
    insert into actions (
      id, company_id, status, format, action_type, entity_id, entite_type, entite_id, entite_data,
      decide_par, call_centre_id, decision_type, metadonnees, notification_id, route_index,
      route_workflow, is_unrouted, expects_callback, callback_timeout_seconds, created_by,
      created_at, updated_at, settled_at, outcome_code
    )
    values (
      ${actionId}, ${companyId}, 'failed', 'enriched', 'RELANCE_CANDIDAT_EMAIL', ${entityId},
      'candidat', ${ref}, '{}', ${owner.id}, ${company.callCentreId}, 'relance_email', '{}',
      ${notificationId}, 0, 'marjorie-candidat-relance', false, true, 3600, ${owner.id}, now(),
      now(), now(), 'refused'
    )
  `;
  await sql`
    update notifications
    set subject_type = 'action', subject_id = ${actionId}, read_at = now(), handled_at = now(),
        handled_by = ${owner.id}, handled_action_id = ${actionId}
    where id = ${notificationId}
  `;
  await sql`
    insert into notification_digests (company_id, user_id, at_time, time_zone)
    values (${companyId}, ${owner.id}, '08:00', 'Europe/Paris')
  `;
  await sql`insert into reminder_clocks (company_id) values (${companyId}) on conflict do nothing`;
  await sql`
    insert into notification_preferences (company_id, user_id, kind, console, email)
    values (${companyId}, ${owner.id}, 'ACTION_CANCELLED', true, false)
  `;
  const mailId = uuidv7();
  await sql`
    insert into notification_mails (id, company_id, user_id, status)
    values (${mailId}, ${companyId}, ${owner.id}, 'sent')
  `;
  await sql`
    update notifications set is_mail_wanted = true, mail_id = ${mailId}
    where id = ${notificationId}
  `;
  await sql`
    update actions set dismissed_by = ${owner.id}, dismissed_at = now()
    where id = ${actionId}
  `;
  await sql`
    insert into action_attempts (company_id, action_id, attempt, round, outcome, started_at)
    values (${companyId}, ${actionId}, 1, 1, 'refused', now())
  `;
  await sql`
    insert into action_callbacks
      (company_id, action_id, callback_id, round, status, message, outcome, is_late, received_at)
    values (${companyId}, ${actionId}, 'sample', 1, 'progress', 'en cours', 'applied', false, now())
  `;
  await sql`
    insert into action_claims (company_id, action_id, round, claimed_by, claimed_at)
    values (${companyId}, ${actionId}, 1, 'sample', now())
  `;
  await sql`
    insert into action_types (company_id, code, label, entity_types, roles)
    values (${companyId}, ${actionTypeCode}, 'Essai', '{candidat}', '{owner}')
  `;
  await sql`
    insert into action_routes (
      company_id, prefix, route_index, workflow, callback_timeout_seconds, expects_callback, position
    )
    values (${companyId}, 'RELANCE_', 0, 'marjorie-candidat-relance', 3600, true, 0)
  `;
  await sql`
    insert into entity_statuses (
      company_id, entity_type, code, label, tone, suggested_action_types, position
    )
    values (${companyId}, 'session', 'ESSAI', 'Essai', 'info', '{}', 0)
  `;
  await sql`
    insert into company_settings (company_id, chosen, version)
    values (${companyId}, '{"mail": {"sender_name": "Essai"}}', 1)
  `;
  await sql`
    insert into events (id, company_id, type, subject_type, subject_id, data, occurred_at)
    values (${uuidv7()}, ${companyId}, 'ActionSettled', 'action', ${actionId}, '{}', now())
  `;
  await sql`
    insert into idempotency_keys (company_id, caller, key, fingerprint, response)
    values (${companyId}, ${`user:${owner.id}`}, 'sample', '', '')
  `;
  const [key] = await sql`
    insert into api_keys (company_id, user_id, name, prefix, key_hash, scopes, created_by)
    values (
      ${companyId}, ${owner.id}, 'sample', ${apiKey.slice(0, 10)}, ${hashToken(apiKey)},
      '{account:read}', ${owner.id}
    )
    returning id
  `;
  const [view] = await sql`
    insert into saved_views (company_id, user_id, list, name, is_shared, filters)
    values (${companyId}, ${owner.id}, 'actions', 'Essai', false, '{"status": "failed"}')
    returning id
  `;
  await sql`
    insert into sessions (id, company_id, user_id, token_hash, expires_at)
    values (
      ${uuidv7()}, ${companyId}, ${owner.id}, ${hashToken(sessionToken)}, now() + interval '1 day'
    )
  `;
  await sql`
    insert into invitations
      (company_id, user_id, token_hash, issue_id, mail_status, created_by, expires_at)
    values (
      ${companyId}, ${company.agents[1].id}, ${hashToken(newToken('rli'))}, ${uuidv7()}, 'sent',
      ${owner.id}, now() + interval '1 day'
    )
  `;
  const contacts = await insertContacts(sql, { companyId, userId: owner.id });
  const inbox = await insertInboxRows(api, company, contacts);
  return {
    ...(await insertLeadRows(api, company)),
    ...(await insertWebhookRows(api, company)),
    entity: { id: entityId, type: 'candidat', ref },
    notificationId,
    actionId,
    actionTypeCode,
    commandId: Number(command?.['id']),
    apiKeyId: Number(key?.['id']),
    savedViewId: Number(view?.['id']),
    aiRunId: await insertAiRows(sql, { companyId, userId: owner.id }),
    forms: await insertFormRows(sql, {
      companyId,
      userId: owner.id,
      callCentreId: company.callCentreId,
    }),
    contacts,
    inbox,
    cases: await insertCaseRows(api, company, { contacts, inbox }),
    autoReplies: await insertAutoReplyRows(api, company, inbox),
    folderProposals: await insertFolderProposalRows(api, company),
    apiKey,
    sessionToken,
  };
};
