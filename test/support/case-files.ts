import { CaseFileOut } from '../../src/domain/case-files/shapes.ts';
import { answerOf } from './actions.ts';
import type { TestApi } from './api.ts';

/** Helpers for tests about files of cases. */

export type CaseFile = ReturnType<typeof CaseFileOut.parse>;

interface UploadInput {
  key: string;
  caseId: number;
  name: string;
  type?: string;
  content: string | Uint8Array;
  headers?: Record<string, string>;
}

export const uploadCaseFile = (
  api: Pick<TestApi, 'app'>,
  { key, caseId, name, type = 'application/octet-stream', content, headers = {} }: UploadInput,
): Promise<Response> => {
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(Buffer.from(content))], { type }), name);
  return Promise.resolve(
    api.app.request(`/api/crm/case/${caseId}/file`, {
      method: 'POST',
      body,
      headers: { Authorization: `Bearer ${key}`, 'X-Forwarded-For': '203.0.113.1', ...headers },
    }),
  );
};

export const uploadedCaseFile = async (
  ...input: Parameters<typeof uploadCaseFile>
): Promise<CaseFile> => answerOf(await uploadCaseFile(...input), 201, CaseFileOut);
