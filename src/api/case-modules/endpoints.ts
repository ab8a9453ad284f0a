import type { z } from '@hono/zod-openapi';
import { v7 as uuidv7 } from 'uuid';
import { MODULE_KINDS, type ModuleKind } from '../../domain/case-modules/kinds.ts';
import { caseModuleTested } from '../../domain/case-modules/events.ts';
import {
  CaseModuleIn,
  CaseModuleOut,
  CaseModuleParams,
  CaseModulesOut,
  CaseModuleTestIn,
  CaseModuleTestOut,
} from '../../domain/case-modules/shapes.ts';
import { notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { findModule, listModules, type CaseModuleRow } from '../../queries/case-modules.ts';
import { putModule, removeModule } from '../../services/case-modules/save.ts';
import { testModule, type ModuleTest } from '../../services/case-modules/test-call.ts';
import { actorOf, type ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { createPace } from '../http/pace.ts';
import type { LoadRequest } from '../http/spec.ts';
import { WAIT_MS } from './wait.ts';

/** Endpoints about the modules of a company: other systems that its cases consult. */

/** More than a person makes. Each calls a server that the company chose. */
const TESTS_PER_MINUTE_MAX = 30;

export const caseModuleEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'case_modules.list',
      method: 'get',
      path: '/api/crm/module',
      permission: 'case_modules:read',
      summary: 'The modules of my company and how they do, without their secrets',
      description: 'One of each kind, also those that are not configured.',
      status: 200,
      answer: CaseModulesOut,
    },
    async ({ read }) => {
      const rows = await read(listModules);
      const rowOf = new Map(rows.map((row) => [row.kind, row]));
      return { body: { data: MODULE_KINDS.map((kind) => moduleOut(kind, rowOf.get(kind))) } };
    },
  ),
  update(deps),
  endpoint(
    deps,
    {
      id: 'case_modules.delete',
      method: 'delete',
      path: '/api/crm/module/{kind}',
      permission: 'case_modules:write',
      summary: 'Forget a module, with its secret',
      params: CaseModuleParams,
      load: ({ tx, params }) => findModule(tx, { kind: params.kind, isLocked: true }),
      status: 204,
    },
    ({ write }) =>
      write(async (tx, row) => {
        await removeModule(tx, row);
        return {};
      }),
  ),
  test(deps),
];

const update = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'case_modules.update',
      method: 'put',
      path: '/api/crm/module/{kind}',
      permission: 'case_modules:write',
      summary: 'Configure a module, or change it',
      description:
        'What Relais sends to it, and what it must answer, is the contract of docs/modules.md. 409 if it was changed since `version`.',
      params: CaseModuleParams,
      body: CaseModuleIn,
      sample: {
        version: 0,
        base_url: 'https://modules.example.com/legal',
        secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=',
        is_enabled: true,
      },
      status: 200,
      answer: CaseModuleOut,
    },
    ({ params: { kind }, body, write }) =>
      write(async (tx) => {
        await putModule(deps, tx, kind, body);
        return { body: await shownModule(tx, kind) };
      }),
  );

const test = (deps: ApiDeps): Endpoint => {
  const pace = createPace(TESTS_PER_MINUTE_MAX, 'modules were tested often enough');
  return endpoint(
    deps,
    {
      id: 'case_modules.test',
      method: 'post',
      path: '/api/crm/module/{kind}/test',
      permission: 'case_modules:write',
      summary: 'Ask a module something made up, to see whether it answers',
      description:
        'One call, of a made-up case or client, also of a module that is not enabled or whose circuit is open. A success closes the circuit. Takes up to 10 seconds. A failure is an answer with its `error_code`.',
      params: CaseModuleParams,
      load: findOf,
      body: CaseModuleTestIn,
      sample: { question: 'Quel capital faut-il pour une SARL ?', language: 'fr' },
      status: 200,
      timeoutMs: WAIT_MS,
      answer: CaseModuleTestOut,
    },
    async ({ params: { kind }, body, caller, c, read }) => {
      await pace(caller.companyId);
      await read((tx) => {
        tx.emit(caseModuleTested, { subjectId: kind });
        return Promise.resolve();
      });
      const actor = actorOf(caller, { requestId: c.get('requestId'), ip: c.get('ip') });
      const result = await testModule(deps, actor, { kind, requestId: uuidv7(), ...body });
      if (result.kind === 'off') throw notFound('module');
      return { body: testOut(result) };
    },
  );
};

const findOf = ({ tx, params }: LoadRequest<typeof CaseModuleParams>) =>
  findModule(tx, { kind: params.kind });

/** After a change. */
const shownModule = async (tx: Transaction, kind: ModuleKind) =>
  moduleOut(kind, await findModule(tx, { kind }));

const moduleOut = (
  kind: ModuleKind,
  row: CaseModuleRow | undefined,
): z.infer<typeof CaseModuleOut> => ({
  kind,
  is_configured: row !== undefined,
  is_enabled: row?.is_enabled ?? false,
  base_url: row?.base_url ?? null,
  has_secret: row !== undefined,
  circuit: row?.opened_at == null ? 'closed' : 'open',
  failure_count: row?.failure_count ?? 0,
  retry_at: row?.retry_at?.toISOString() ?? null,
  last_ok_at: row?.last_ok_at?.toISOString() ?? null,
  last_error:
    row?.last_error == null || row.last_error_at === null
      ? null
      : { code: row.last_error, at: row.last_error_at.toISOString() },
  version: row?.version ?? 0,
  updated_at: row?.updated_at.toISOString() ?? null,
});

const testOut = (
  result: Exclude<ModuleTest, { kind: 'off' }>,
): z.infer<typeof CaseModuleTestOut> => {
  if (result.kind === 'unavailable') {
    return {
      ...NOTHING_SHOWN,
      outcome: 'unavailable',
      error_code: result.code,
      status: result.status,
      duration_ms: result.durationMs,
      invalid_fields: result.invalidFields,
    };
  }
  const { answer, passages, lines, asOf } = result.value;
  return {
    ...NOTHING_SHOWN,
    outcome: 'answered',
    status: 200,
    duration_ms: result.durationMs,
    is_cut: result.isCut,
    answer,
    passages,
    lines,
    as_of: asOf?.toISOString() ?? null,
  };
};

const NOTHING_SHOWN = {
  error_code: null,
  invalid_fields: [],
  is_cut: false,
  answer: null,
  passages: [],
  lines: [],
  as_of: null,
};
