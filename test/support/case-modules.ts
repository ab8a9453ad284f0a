import { startFakeModules, type FakeModules } from '../../dev/fakes/modules/server.ts';
import type { ModuleKind } from '../../src/domain/case-modules/kinds.ts';
import {
  CaseModuleOut,
  CaseModulesOut,
  CaseModuleTestOut,
} from '../../src/domain/case-modules/shapes.ts';
import { answerOf } from './actions.ts';
import { startTestApi, type TestApi } from './api.ts';

/** An api of an installation where companies may name servers of this machine, with the modules of the demo. */

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=';

export interface ModuleWorld extends TestApi {
  fake: FakeModules;
  modules: ReturnType<typeof modulesAs>;
  /** Connects the modules of these kinds to the fake ones. */
  connect: (...kinds: ModuleKind[]) => Promise<void>;
}

export const startModuleWorld = async (): Promise<ModuleWorld> => {
  const fake = await startFakeModules({ secret: SECRET });
  const api = await startTestApi({ DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true' });
  const modules = modulesAs(api, api.company.owner.key);
  return {
    ...api,
    fake,
    modules,
    connect: async (...kinds) => {
      for (const kind of kinds) await modules.put(kind, { base_url: `${fake.url}/${kind}` });
    },
    stop: async () => {
      await fake.stop();
      await api.stop();
    },
  };
};

const PATH = '/api/crm/module';

/** As somebody who manages them. */
export const modulesAs = ({ request }: Pick<TestApi, 'request'>, key: string) => {
  const call = (path = '', input: { method?: string; body?: unknown } = {}) =>
    request(`${PATH}${path}`, { key, ...input });
  const list = async () => (await answerOf(await call(), 200, CaseModulesOut)).data;
  const one = async (kind: ModuleKind) => {
    const found = (await list()).find((module) => module.kind === kind);
    if (found === undefined) throw new Error(`${kind} is missing in the list`);
    return found;
  };
  /** Whatever it answers. */
  const send = async (kind: ModuleKind, fields: object = {}) => {
    const { version } = await one(kind);
    const body = { version, base_url: 'https://modules.example.com', is_enabled: true, ...fields };
    return call(`/${kind}`, { method: 'PUT', body });
  };
  return {
    call,
    list,
    one,
    send,
    put: async (kind: ModuleKind, fields: object = {}) =>
      answerOf(await send(kind, { secret: SECRET, ...fields }), 200, CaseModuleOut),
    remove: (kind: ModuleKind) => call(`/${kind}`, { method: 'DELETE' }),
    test: async (kind: ModuleKind, body: object = {}) =>
      answerOf(await call(`/${kind}/test`, { body }), 200, CaseModuleTestOut),
  };
};
