import type { z } from 'zod';
import {
  LeadImportOut,
  LeadImportPreviewOut,
  LeadImportStartedOut,
} from '../../src/domain/lead-imports/shapes.ts';
import { answerOf } from './actions.ts';
import type { TestApi } from './api.ts';

/** Imports of leads, in the name of one person. */

export type ShownImport = z.infer<typeof LeadImportOut>;

export const importsAs = (api: Pick<TestApi, 'app' | 'request'>, key: string) => {
  const upload = async (content: string | Uint8Array<ArrayBuffer>, name = 'leads.csv') => {
    const body = new FormData();
    body.append('file', new Blob([content], { type: 'text/csv' }), name);
    return api.app.request('/api/lead-imports', {
      method: 'POST',
      body,
      headers: { Authorization: `Bearer ${key}`, 'X-Forwarded-For': '203.0.113.1' },
    });
  };
  const sendMapping = (id: string, body: object) =>
    api.request(`/api/lead-imports/${id}/mapping`, { key, method: 'PUT', body });
  const sendStart = (id: string) =>
    api.request(`/api/lead-imports/${id}/start`, { key, method: 'POST' });
  const send = (id: string) => api.request(`/api/lead-imports/${id}`, { key });
  const uploaded = async (content: string | Uint8Array<ArrayBuffer>, name?: string) =>
    answerOf(await upload(content, name), 201, LeadImportOut);
  const mapped = async (id: string, body: object) =>
    answerOf(await sendMapping(id, body), 200, LeadImportPreviewOut);
  return {
    upload,
    uploaded,
    sendMapping,
    mapped,
    sendStart,
    send,
    read: async (id: string) => answerOf(await send(id), 200, LeadImportOut),
    cancel: (id: string) => api.request(`/api/lead-imports/${id}/cancel`, { key, method: 'POST' }),
    errors: (id: string) => api.request(`/api/lead-imports/${id}/errors`, { key }),
    list: () => api.request('/api/lead-imports', { key }),
    /** Uploads, takes the guessed mapping, and starts. */
    started: async (content: string | Uint8Array<ArrayBuffer>, mapping: object = {}) => {
      const { id, columns } = await uploaded(content);
      await mapped(id, { columns, ...mapping });
      return answerOf(await sendStart(id), 202, LeadImportStartedOut);
    },
  };
};
