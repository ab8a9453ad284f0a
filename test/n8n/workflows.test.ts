/**
 * The importable workflows of `n8n/`, read as a person importing them would: whole, consistent with each other and
 * with Relais' own tables, free of secrets. What they do is proved on a real n8n by `npm run test:n8n`.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CATALOGUE } from '../../src/domain/action-types/catalogue.ts';
import { DEFAULT_ROUTES, FALLBACK_ROUTE } from '../../src/domain/action-routes/routing.ts';

const FLOWS = join(import.meta.dirname, '../../n8n');
const STICKY = 'n8n-nodes-base.stickyNote';
const TRIGGERS = ['n8n-nodes-base.webhook', 'n8n-nodes-base.executeWorkflowTrigger'];

const nodeSchema = z.looseObject({
  id: z.uuid(),
  name: z.string(),
  type: z.string(),
  position: z.tuple([z.number(), z.number()]),
  disabled: z.boolean().optional(),
  retryOnFail: z.boolean().optional(),
  parameters: z.record(z.string(), z.unknown()),
});
const flowSchema = z.looseObject({
  id: z.string().regex(/^[A-Za-z0-9]{8,32}$/),
  name: z.string(),
  active: z.literal(false),
  nodes: z.array(nodeSchema),
  connections: z.record(
    z.string(),
    z.object({ main: z.array(z.array(z.looseObject({ node: z.string() }))) }),
  ),
});
type Flow = z.infer<typeof flowSchema> & { text: string };

const flows: Flow[] = readdirSync(FLOWS)
  .filter((file) => file.endsWith('.json'))
  .map((file) => {
    const text = readFileSync(join(FLOWS, file), 'utf8');
    const flow = flowSchema.parse(JSON.parse(text));
    expect(file).toBe(`${flow.name}.json`);
    return { ...flow, text };
  });
const flowNamed = (name: string): Flow => {
  const flow = flows.find((candidate) => candidate.name === name);
  if (flow === undefined) throw new Error(`There is no n8n/${name}.json.`);
  return flow;
};
const nodeNamed = (flow: Flow, name: string) => {
  const node = flow.nodes.find((candidate) => candidate.name === name);
  if (node === undefined) throw new Error(`${flow.name} has no node "${name}".`);
  return node;
};
const targetsOf = (flow: Flow, name: string) =>
  (flow.connections[name]?.main ?? []).map((links) => links.map(({ node }) => node));

const ruleSchema = z.looseObject({
  conditions: z.looseObject({
    combinator: z.enum(['and', 'or']),
    conditions: z.array(
      z.looseObject({
        leftValue: z.string(),
        rightValue: z.union([z.string(), z.number()]),
        operator: z.looseObject({ operation: z.string() }),
      }),
    ),
  }),
});
const switchSchema = z.object({ rules: z.object({ values: z.array(ruleSchema) }) });
const setSchema = z.object({
  assignments: z.object({
    assignments: z.array(z.object({ name: z.string(), value: z.unknown() })),
  }),
});
const callSchema = z.object({
  workflowId: z.object({ value: z.string(), cachedResultName: z.string() }),
});

const byName = flows.map((flow): [string, Flow] => [flow.name, flow]);

describe.each(byName)('n8n/%s.json', (_, flow) => {
  it('has ids of its own, so that importing it again updates it', () => {
    const ids = flows.flatMap(({ id, nodes }) => [id, ...nodes.map((node) => node.id)]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('links every node to nodes that exist, and leaves none unreachable', () => {
    const working = flow.nodes.filter(({ type }) => type !== STICKY).map(({ name }) => name);
    const sources = Object.keys(flow.connections);
    const targets = sources.flatMap((name) => targetsOf(flow, name).flat());
    expect(working).toEqual(expect.arrayContaining([...sources, ...targets]));
    const triggers = flow.nodes.filter(({ type }) => TRIGGERS.includes(type));
    expect(triggers).toHaveLength(1);
    const unreachable = working.filter(
      (name) => !targets.includes(name) && name !== triggers[0]?.name,
    );
    expect(unreachable).toEqual([]);
  });

  it('names only nodes that exist in its expressions', () => {
    const names = [...flow.text.matchAll(/\$\('([^']+)'\)/g)].map((match) => match[1]);
    for (const name of names) expect(flow.nodes.map((node) => node.name)).toContain(name);
  });

  it('is made of standard nodes without code, and says in French what it is for', () => {
    const types = flow.nodes.map(({ type }) => type);
    expect(types.filter((type) => !type.startsWith('n8n-nodes-base.'))).toEqual([]);
    expect(types.filter((type) => /\.(code|function|executeCommand|ssh)/.test(type))).toEqual([]);
    expect(types).toContain(STICKY);
  });

  it('holds no credential, and no template string with an optional chain, which n8n misreads', () => {
    expect(flow.text).not.toMatch(/"credentials":/);
    expect(flow.text).not.toMatch(/"=[^"]*`/);
  });

  it('calls only workflows of this directory', () => {
    for (const node of flow.nodes) {
      if (node.type !== 'n8n-nodes-base.executeWorkflow') continue;
      const { value, cachedResultName } = callSchema.parse(node.parameters).workflowId;
      expect(flowNamed(cachedResultName).id).toBe(value);
      // With "all items" n8n would empty the item before the called workflow reads it.
      expect(node.parameters).toMatchObject({ mode: 'each' });
    }
  });
});

describe('the dispatcher', () => {
  const flow = flowNamed('crm-action');
  const settings = setSchema.parse(nodeNamed(flow, 'Réglages').parameters).assignments.assignments;
  const setting = (name: string) =>
    z
      .string()
      .transform((text): unknown => JSON.parse(text))
      .parse(settings.find((field) => field.name === name)?.value);

  it('switches by prefix exactly as the table of Relais', () => {
    const { values } = switchSchema.parse(nodeNamed(flow, 'Route par préfixe').parameters).rules;
    const outputs = targetsOf(flow, 'Route par préfixe');
    const found = values.flatMap(({ conditions }, output) =>
      conditions.conditions.map(({ leftValue, rightValue, operator }) => {
        expect([leftValue, operator.operation, conditions.combinator]).toEqual([
          '={{ $json.actionType }}',
          'startsWith',
          'or',
        ]);
        return [rightValue, outputs[output]?.[0]];
      }),
    );
    const wanted = DEFAULT_ROUTES.map(({ prefix, index, workflow }) => [
      prefix,
      `${index} ${workflow}`,
    ]);
    expect(found).toEqual(wanted);
  });

  it('follows the route of Relais, and asks for the prefix only when there is none', () => {
    const { values } = switchSchema.parse(
      nodeNamed(flow, 'Route donnée par Relais').parameters,
    ).rules;
    const followed = values.map(({ conditions }) => conditions.conditions[0]?.rightValue);
    const known = new Set([...DEFAULT_ROUTES, FALLBACK_ROUTE].map(({ workflow }) => workflow));
    expect(followed).toEqual([...known]);
    expect(targetsOf(flow, 'Au catalogue ?')[0]).toEqual(['Route donnée par Relais']);
    expect(targetsOf(flow, 'Route donnée par Relais')).toEqual([
      ...followed.map((workflow, index) => [`${index} ${workflow}`]),
      ['Route par préfixe'],
    ]);
    expect(targetsOf(flow, 'Route par préfixe').at(-1)).toEqual([
      `${FALLBACK_ROUTE.index} ${FALLBACK_ROUTE.workflow}`,
    ]);
  });

  it('answers Relais, then waits for the route, and tells Relais when it stops in an error', () => {
    const launchers = flow.nodes.filter(({ name }) => name.startsWith('Lancer '));
    expect(launchers).toHaveLength(new Set(DEFAULT_ROUTES.map(({ index }) => index)).size + 1);
    const answer = nodeNamed(flow, '200 lancée');
    for (const launcher of launchers) {
      expect(launcher).toMatchObject({
        onError: 'continueErrorOutput',
        parameters: { options: { waitForSubWorkflow: true } },
      });
      expect(targetsOf(flow, launcher.name)).toEqual([[], ['Arrêt de la route']]);
      // n8n runs what hangs on one output from the top of the canvas downwards.
      expect(answer.position[1]).toBeLessThan(launcher.position[1]);
    }
    const starters = Object.keys(flow.connections).filter((name) => /^\d /.test(name));
    expect(starters.map((name) => targetsOf(flow, name))).toEqual(
      launchers.map(({ name }) => [['200 lancée', name]]),
    );
    expect(targetsOf(flow, 'Arrêt de la route')).toEqual([['Rappel']]);
  });

  it('knows the catalogue and the routes of Relais', () => {
    expect(setting('catalogue')).toEqual(CATALOGUE.map(({ code }) => code));
    const routes = new Set(DEFAULT_ROUTES.map(({ workflow }) => workflow));
    expect(setting('routes')).toEqual([...routes]);
  });
});

const ROUTES = [...new Set(DEFAULT_ROUTES.map(({ workflow }) => workflow))];

describe.each([...ROUTES, 'crm-action'])('the callback of %s', (name) => {
  const flow = flowNamed(name);

  it('is sent with retries, and later when they fail', () => {
    expect(nodeNamed(flow, 'Rappel').retryOnFail).toBe(true);
    expect(targetsOf(flow, 'Rappel')[1]).toEqual(['Rappel différé']);
  });
});

describe.each([...ROUTES, FALLBACK_ROUTE.workflow])('the route %s', (name) => {
  const flow = flowNamed(name);

  it('sends nothing to anyone until a real provider is connected', () => {
    const senders = flow.nodes.filter(({ type }) => /emailSend|twilio|google/i.test(type));
    expect(senders.length).toBeGreaterThan(0);
    expect(senders.filter(({ disabled }) => disabled !== true)).toEqual([]);
  });
});

describe.each(ROUTES)('what %s says while nothing is plugged in', (name) => {
  const flow = flowNamed(name);

  it('has one setting, whose default is simulation', () => {
    const { assignments } = setSchema.parse(nodeNamed(flow, 'Réglages').parameters).assignments;
    expect(assignments).toMatchObject([{ name: 'simulation', value: true }]);
    const elsewhere = flow.nodes.filter(
      ({ type, parameters }) =>
        type !== STICKY && /simulation: (true|false)/.test(JSON.stringify(parameters)),
    );
    expect(elsewhere.map((node) => node.name)).toEqual([]);
  });
});
