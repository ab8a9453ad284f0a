import { z } from 'zod';
import type { TestApi } from '../api.ts';
import { insertTestDelivery, insertTestWebhook } from '../rows/webhooks.ts';

/** Deliveries of one webhook, as its owner sees them and sends them again. */

const DeliveryState = z.object({
  status: z.string(),
  round: z.number(),
  attempt_count: z.number(),
  outcome_code: z.string().nullable(),
});

const CommandRow = z.object({
  workflow_id: z.string(),
  input: z.object({ eventIds: z.array(z.string()) }),
});

const HOUR_MS = 60 * 60 * 1000;
export const ago = (hours: number): Date => new Date(Date.now() - hours * HOUR_MS);

type DeliverInput = Omit<Parameters<typeof insertTestDelivery>[2], 'webhookId'>;

/** `newWebhook` before each test: what follows is about it. */
export const deliveriesAs = (api: TestApi) => {
  let webhookId = 0;
  return {
    newWebhook: async () => {
      webhookId = await insertTestWebhook(api, api.company);
      return webhookId;
    },
    call: (path: string, input: { method?: string; body?: unknown } = {}) =>
      api.request(`/api/webhooks/${webhookId}${path}`, { key: api.company.owner.key, ...input }),
    deliver: (input: DeliverInput = {}) =>
      insertTestDelivery(api, api.company, { webhookId, ...input }),
    stateOf: async (id: string) => {
      const [row] = await api.superuser`
        select status, round, attempt_count, outcome_code from webhook_deliveries where id = ${id}
      `;
      return DeliveryState.parse(row);
    },
    /** The commands since the last call. */
    takeCommands: async () => {
      const rows = await api.superuser`
        delete from commands where name = 'webhookDeliveryWorkflow' returning workflow_id, input
      `;
      return rows.map((row) => CommandRow.parse(row));
    },
    auditedAfter: async (operation: string): Promise<unknown[]> => {
      await api.sealFacts();
      const rows = await api.superuser`
        select entry from audit_entries
        where company_id = ${api.company.id}
          and entry ->> 'operation' = ${operation}
          and entry ->> 'resource_id' = ${String(webhookId)}
      `;
      return rows.map((row): unknown => row['entry']);
    },
  };
};
