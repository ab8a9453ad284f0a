import { z } from '@hono/zod-openapi';
import { declareInternalEvent, type StreamTopicDeclaration } from '../shared/declare-event.ts';

/** Events of imports of leads. Each created lead is a `LeadCreated` of its own. */

export const leadImportTopics = {
  'lead_import.updated': {
    permission: 'leads:import',
    data: z.object({ id: z.uuid() }),
  },
} as const satisfies Record<string, StreamTopicDeclaration>;

const stream = {
  topic: 'lead_import.updated',
  data: (_data: undefined, id: string) => ({ id }),
};

export const leadImportUploaded = declareInternalEvent('LeadImportUploaded', 'lead_import', {
  audit: 'lead_imports.create',
  stream,
});

/** Its file is read in another way. */
export const leadImportReformatted = declareInternalEvent('LeadImportReformatted', 'lead_import', {
  audit: 'lead_imports.format',
  stream,
});

export const leadImportMapped = declareInternalEvent('LeadImportMapped', 'lead_import', {
  audit: 'lead_imports.map',
  stream,
});

export const leadImportStarted = declareInternalEvent('LeadImportStarted', 'lead_import', {
  audit: 'lead_imports.start',
  stream,
});

/** Some rows were imported. The audit trail has the ids of the leads. */
export const leadImportProgressed = declareInternalEvent('LeadImportProgressed', 'lead_import', {
  audit: 'lead_imports.rows',
  stream,
});

export const leadImportCancelled = declareInternalEvent('LeadImportCancelled', 'lead_import', {
  audit: 'lead_imports.cancel',
  stream,
});

export const leadImportEnded = declareInternalEvent<{ status: 'succeeded' | 'failed' }>(
  'LeadImportEnded',
  'lead_import',
  {
    audit: 'lead_imports.end',
    stream: { topic: stream.topic, data: (_data, id) => ({ id }) },
    notification: {
      code: 'lead_import_ended',
      kinds: ['LEAD_IMPORT_ENDED'],
      type: () => 'LEAD_IMPORT_ENDED',
      level: ({ status }) => (status === 'succeeded' ? 'success' : 'error'),
    },
  },
);

export const leadImportRead = declareInternalEvent('LeadImportRead', 'lead_import', {
  audit: 'lead_imports.read',
});
export const leadImportsListed = declareInternalEvent('LeadImportsListed', 'lead_import', {
  audit: 'lead_imports.list',
});
export const leadImportErrorsRead = declareInternalEvent('LeadImportErrorsRead', 'lead_import', {
  audit: 'lead_imports.errors',
});
