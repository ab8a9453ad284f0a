import type { TransactionSql } from 'postgres';
import { WORKFLOW_QUEUES, type TaskQueue, type WorkflowName } from '../ids.ts';

const RUN = {
  name: 'webhookDeliveryWorkflow',
  taskQueue: WORKFLOW_QUEUES.webhookDeliveryWorkflow,
} as const satisfies { name: WorkflowName; taskQueue: TaskQueue };

/**
 * A delivery of each new event to each webhook that asks for it, and a command for the run of an event that
 * has any. Part of the statement of src/platform/facts.ts: it reads `event_rows`. Without webhooks it costs
 * one look into an index.
 */
export const fanOut = (
  sql: TransactionSql<{ bigint: number }>,
  { companyId }: { companyId: number },
) => sql`
  new_deliveries as (
    insert into webhook_deliveries
      (id, company_id, webhook_id, event_id, event_type, next_attempt_at)
    select new_uuid_v7(), ${companyId}::bigint, webhook.id, event.id, event.type, now()
    from webhooks webhook
    join event_rows event on event.type = any(webhook.events)
      and (webhook.form_id is null or webhook.form_id = event.form_id)
      and (webhook.call_centre_id is null or webhook.call_centre_id = event.call_centre_id)
    where webhook.company_id = ${companyId}::bigint
      and webhook.deleted_at is null
      and webhook.is_active
    returning event_id
  ),
  delivery_commands as (
    insert into commands (company_id, workflow_id, operation, name, task_queue, input, subject)
    select ${companyId}::bigint, workflow_id, 'start', ${RUN.name}::text, ${RUN.taskQueue}::text,
      jsonb_build_object('companyId', ${companyId}::bigint, 'eventIds', jsonb_build_array(id)),
      subject
    from event_rows
    where id in (select event_id from new_deliveries)
  )
`;
