import { expect, test } from 'vitest';
import { createMetrics } from './create-metrics.ts';

test('two sets of metrics do not know of each other', async () => {
  const [one, other] = [createMetrics({ isCollectingDefaults: false }), createMetrics({ isCollectingDefaults: false })];
  one.askTotal.inc({ outcome: 'answered', channel: 'web' });
  expect(await one.registry.metrics()).toContain('carrel_ask_total{outcome="answered",channel="web"} 1');
  expect(await other.registry.metrics()).not.toContain('outcome="answered"');
});

test('every metric of Carrel is named after it, with its unit', async () => {
  const names = (await createMetrics({ isCollectingDefaults: false }).registry.getMetricsAsJSON()).map((metric) => metric.name);
  expect(names.length).toBeGreaterThan(15);
  for (const name of names) expect(name).toMatch(/^carrel_[a-z_]+$/);
});
