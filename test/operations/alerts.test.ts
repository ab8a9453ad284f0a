/**
 * Goal: the alerts of docs/alerts.yml can fire. Method: they are compared with the metrics registry
 * and with docs/operations.md, and tried on series by `promtool` where Prometheus is installed.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { OPEN_STATUSES } from '../../src/domain/actions/statuses.ts';
import { createMetrics } from '../../src/platform/metrics.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const Rules = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Relais[A-Za-z0-9]+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+m$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['critical', 'warning', 'info']) }),
          annotations: z.strictObject({ summary: z.string().min(1) }),
        }),
      ),
    }),
  ),
});

const rules = Rules.parse(parse(read('docs/alerts.yml'))).groups.flatMap(({ rules }) => rules);
const operations = read('docs/operations.md');

/** Of Relais, but its database roles: its name, and the labels that are asked of it. */
const selectorsIn = (text: string) =>
  [...text.matchAll(/\b(relais_(?!owner\b|app\b|system\b)\w+)(?:\{([^}]*)\})?/g)].map(
    ([, name = '', matchers = '']) => ({
      name,
      labels: [...matchers.matchAll(/(\w+)=~?"([^"]*)"/g)].map(([, label = '', value = '']) => ({
        label,
        pattern: new RegExp(`^(?:${value})$`),
      })),
    }),
  );

describe('docs/alerts.yml', () => {
  test('asks for metrics that exist', async () => {
    const known = (await createMetrics().registry.getMetricsAsJSON()).map(({ name }) => name);
    const named = [...rules.map(({ expr }) => expr), operations]
      .flatMap(selectorsIn)
      .map(({ name }) => name.replace(/_count$/, ''));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  test('asks counters for labels they have from the start', async () => {
    const metrics = createMetrics();
    const counters = [metrics.dispatchAttempts, ...metrics.events.values()];
    const asked = rules.flatMap(({ expr }) => selectorsIn(expr));
    for (const counter of counters) {
      const { name, values } = await counter.get();
      const selectors = asked.filter((selector) => selector.name === name);
      expect(selectors.length, name).toBeGreaterThan(0);
      for (const { labels } of selectors) {
        const found = values.filter((series) =>
          labels.every(({ label, pattern }) =>
            pattern.test(String(new Map(Object.entries(series.labels)).get(label))),
          ),
        );
        expect(found.length, name).toBeGreaterThan(0);
        expect(found.every(({ value }) => value === 0)).toBe(true);
      }
    }
  });

  test('asks for statuses of open actions', () => {
    const statuses = rules
      .flatMap(({ expr }) => selectorsIn(expr))
      .filter(({ name }) => name.startsWith('relais_actions_open'))
      .flatMap(({ labels }) => labels);
    expect(statuses.length).toBeGreaterThan(0);
    for (const { label, pattern } of statuses) {
      expect(label).toBe('status');
      expect(OPEN_STATUSES.some((status) => pattern.test(status))).toBe(true);
    }
  });

  test('holds the alarms of docs/operations.md and no others', () => {
    const explained = [...operations.matchAll(/^\| `(Relais\w+)` \|/gm)].map(
      ([, name = '']) => name,
    );
    expect(rules.map(({ alert }) => alert).toSorted()).toEqual(explained.toSorted());
  });

  const version = spawnSync('promtool', ['--version']);
  test.skipIf(version.error !== undefined)('fire when promtool shows them such series', () => {
    const file = join(import.meta.dirname, 'alerts.promtool.yml');
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], {
      encoding: 'utf8',
    });
    expect(status, stdout + stderr).toBe(0);
  });
});

const Dashboard = z.looseObject({
  uid: z.literal('relais'),
  panels: z.array(
    z.looseObject({
      id: z.int(),
      title: z.string(),
      targets: z.array(z.looseObject({ expr: z.string() })).min(1),
    }),
  ),
});

describe('examples/grafana.json', () => {
  const { panels } = Dashboard.parse(JSON.parse(read('examples/grafana.json')));
  const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

  test('shows metrics that exist; worker-health.test.ts looks for those of the SDK', async () => {
    const known = (await createMetrics().registry.getMetricsAsJSON()).map(({ name }) => name);
    const named = expressions
      .flatMap((text) => [...text.matchAll(/\b(?:relais|process|nodejs)_[a-z0-9_]+/g)])
      .map(([name]) => name.replace(/_(?:count|bucket|sum)$/, ''));
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  test('shows every metric of Relais', async () => {
    const known = (await createMetrics().registry.getMetricsAsJSON())
      .map(({ name }) => name)
      .filter((name) => name.startsWith('relais_') && name !== 'relais_commands_total');
    const shown = expressions.join('\n');
    expect(known.filter((name) => !shown.includes(name))).toEqual([]);
  });

  test('has panels with a number and a title of their own', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
  });
});
