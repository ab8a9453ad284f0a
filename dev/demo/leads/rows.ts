import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import {
  leadAssigned,
  leadConverted,
  leadCreated,
  leadEmailConfirmed,
  leadStatusUpdated,
  leadUpdated,
} from '../../../src/domain/leads/events.ts';
import { json } from '../../../src/platform/json.ts';
import type { Transaction } from '../../../src/platform/database.ts';
import { iso, type Fact } from '../rows.ts';
import type { LeadDraft, Step } from './life.ts';

/** The rows and the facts of leads, as the product writes them, with instants of the past. */

export interface Contact {
  personId: number;
  organisationId: number | null;
}

export interface DemoLead extends LeadDraft {
  id: number;
  contact: Contact | null;
}

const stepOf = <Kind extends Step['kind']>({ steps }: Pick<LeadDraft, 'steps'>, kind: Kind) =>
  steps.findLast((step): step is Extract<Step, { kind: Kind }> => step.kind === kind);

const instantOf = (step: Step | undefined): string | null =>
  step === undefined ? null : iso(step.at);

const rowOf = (lead: LeadDraft & { contact: Contact | null }, position: number) => ({
  position,
  form_id: lead.formId,
  call_centre_id: lead.callCentreId,
  source: lead.source,
  status: lead.status,
  assigned_to: stepOf(lead, 'assigned')?.to ?? null,
  email: lead.email,
  name: lead.name,
  phone: lead.phone,
  company_name: lead.companyName,
  data: lead.data,
  email_confirmed_at: instantOf(stepOf(lead, 'confirmed')),
  called_at: instantOf(stepOf(lead, 'called')),
  converted_at: instantOf(stepOf(lead, 'converted')),
  person_id: lead.contact?.personId ?? null,
  organisation_id: lead.contact?.organisationId ?? null,
  import_id: lead.importId,
  key: lead.importKey,
  version: lead.steps.filter(({ kind }) => kind !== 'converted').length,
  created_at: instantOf(lead.steps[0]),
  updated_at: instantOf(lead.steps.at(-1)),
});

/** Ids grow in the order of the leads. */
export const insertLeads = async (
  { sql, actor }: Transaction,
  leads: readonly (LeadDraft & { contact: Contact | null })[],
): Promise<DemoLead[]> => {
  const rows = await sql`
    with created as (
      insert into leads (
        company_id, form_id, call_centre_id, source, status, assigned_to, email, name, phone,
        company_name, data, email_confirmed_at, called_at, converted_at, person_id,
        organisation_id, import_id, import_hash, version, created_at, updated_at
      )
      select ${actor.companyId}::bigint, form_id, call_centre_id, source, status, assigned_to,
        email, name, phone, company_name, data, email_confirmed_at, called_at, converted_at,
        person_id, organisation_id, import_id, decode(key, 'hex'), version, created_at, updated_at
      from jsonb_to_recordset(${json(sql, leads.map(rowOf))}) as lead(
        position integer, form_id bigint, call_centre_id bigint, source text, status text,
        assigned_to bigint, email text, name text, phone text, company_name text, data jsonb,
        email_confirmed_at timestamptz, called_at timestamptz, converted_at timestamptz,
        person_id bigint, organisation_id bigint, import_id uuid, key text, version integer,
        created_at timestamptz, updated_at timestamptz
      )
      order by position
      returning id
    )
    select id from created order by id
  `;
  const ids = z.array(z.object({ id: z.number() })).parse([...rows]);
  return leads.map((lead, position) => ({ ...lead, id: ids[position]?.id ?? 0 }));
};

export const factsOf = (lead: DemoLead): Fact[] =>
  lead.steps.map((step) => ({
    at: step.at,
    userId: step.userId,
    subjectId: String(lead.id),
    eventId: uuidv7({ msecs: step.at }),
    callCentreId: lead.callCentreId,
    formId: lead.formId,
    ...contentOf(lead, step),
  }));

/** The lead after the steps until then, as each of its events carries it. */
const stateAt = (lead: DemoLead, at: number) => {
  const past = { steps: lead.steps.filter((step) => step.at <= at) };
  const converted = stepOf(past, 'converted');
  return {
    lead_id: lead.id,
    form_id: lead.formId,
    call_centre_id: lead.callCentreId,
    source: lead.source,
    status: stepOf(past, 'status')?.to ?? 'new',
    assigned_to: stepOf(past, 'assigned')?.to ?? null,
    email: lead.email,
    name: lead.name,
    phone: lead.phone,
    company_name: lead.companyName,
    data: lead.data,
    email_confirmed_at: instantOf(stepOf(past, 'confirmed')),
    called_at: instantOf(stepOf(past, 'called')),
    converted_at: instantOf(converted),
    person_id: converted === undefined ? null : (lead.contact?.personId ?? null),
    organisation_id: converted === undefined ? null : (lead.contact?.organisationId ?? null),
  };
};

const contentOf = (
  lead: DemoLead,
  step: Step,
): Pick<Fact, 'event' | 'data' | 'before' | 'after'> => {
  const state = stateAt(lead, step.at);
  switch (step.kind) {
    case 'created':
      return { event: leadCreated, data: state };
    case 'confirmed':
      return {
        event: leadEmailConfirmed,
        data: state,
        after: { email: lead.email, email_confirmed_at: iso(step.at) },
      };
    case 'assigned':
      return {
        event: leadAssigned,
        data: { ...state, previous_assigned_to: null },
        before: { assigned_to: null, call_centre_id: lead.callCentreId },
        after: { assigned_to: step.to, call_centre_id: lead.callCentreId },
      };
    case 'called':
      return {
        event: leadUpdated,
        data: {},
        before: { called_at: null },
        after: { called_at: iso(step.at) },
      };
    case 'status':
      return {
        event: leadStatusUpdated,
        data: { ...state, previous_status: step.from },
        before: { status: step.from },
        after: { status: step.to },
      };
    case 'converted': {
      const contact = {
        person_id: lead.contact?.personId ?? null,
        organisation_id: lead.contact?.organisationId ?? null,
      };
      return {
        event: leadConverted,
        data: state,
        before: { status: 'qualified' },
        after: { status: 'converted', ...contact },
      };
    }
  }
};
