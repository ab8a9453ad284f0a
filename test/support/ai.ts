import { expect } from 'vitest';
import { startFakeOpenai, type FakeOpenai } from '../../dev/fakes/openai/server.ts';
import { AiRunOut, AiSettingsOut, AiStatusOut, AiTryOut } from '../../src/domain/ai/shapes.ts';
import { startTestApi, type TestApi } from './api.ts';

/** An api whose installation has a model: a server of this machine. */

export const AI_KEY = 'cle-du-modele-0123456789';
export const AI_MODEL = 'modele-d-essai';

export interface AiWorld extends TestApi {
  model: FakeOpenai;
  ai: ReturnType<typeof aiAs>;
}

export const startAiWorld = async (environment: Record<string, string> = {}): Promise<AiWorld> => {
  const model = await startFakeOpenai({ apiKey: AI_KEY });
  const api = await startTestApi({
    AI_BASE_URL: model.baseUrl,
    AI_API_KEY: AI_KEY,
    AI_MODEL,
    ...environment,
  });
  return {
    ...api,
    model,
    ai: aiAs(api, api.company.owner.key),
    stop: async () => {
      await model.stop();
      await api.stop();
    },
  };
};

const PATH = '/api/v1/ai';

/** As somebody who manages it. */
export const aiAs = ({ request }: Pick<TestApi, 'request'>, key: string) => {
  const call = (path: string, input: { method?: string; body?: unknown } = {}) =>
    request(`${PATH}${path}`, { key, ...input });
  const done = async (answer: Response): Promise<unknown> => {
    const text = await answer.text();
    expect(answer.status, text).toBe(200);
    return JSON.parse(text);
  };
  const settings = async () => AiSettingsOut.parse(await done(await call('/settings')));
  const patch = (body: object) => call('/settings', { method: 'PATCH', body });
  return {
    call,
    patch,
    settings,
    status: async () => AiStatusOut.parse(await done(await call('/status'))),
    change: async (fields: object) => {
      const { version } = await settings();
      return AiSettingsOut.parse(await done(await patch({ version, ...fields })));
    },
    try: async (message = 'Bonjour') =>
      AiTryOut.parse(await done(await call('/try', { body: { message } }))),
    run: async (id: string | null) => AiRunOut.parse(await done(await call(`/runs/${id}`))),
  };
};
