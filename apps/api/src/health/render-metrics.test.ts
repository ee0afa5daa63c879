import { describe, expect, it } from 'vitest';
import { renderMetrics } from './render-metrics.ts';

const counter = (value: number) => ({
  name: 'carrel_ask_total',
  help: 'Questions',
  type: 'counter',
  values: [{ value, labels: { outcome: 'a"b\nc' } }],
});

describe('renderMetrics', () => {
  it('names each family once, and the process of each sample', () => {
    const text = renderMetrics([
      { process: 'api', metrics: [counter(2)] },
      { process: 'ingest', metrics: [counter(3)] },
    ]);
    expect(text).toBe(
      '# HELP carrel_ask_total Questions\n# TYPE carrel_ask_total counter\ncarrel_ask_total{outcome="a\\"b\\nc",process="api"} 2\ncarrel_ask_total{outcome="a\\"b\\nc",process="ingest"} 3\n',
    );
  });

  it('gives the samples of a histogram their own names', () => {
    const histogram = {
      name: 'h_seconds',
      help: 'H',
      type: 'histogram',
      values: [{ value: 1, labels: { le: '+Inf' }, metricName: 'h_seconds_bucket' }],
    };
    expect(renderMetrics([{ process: 'api', metrics: [histogram] }])).toContain('h_seconds_bucket{le="+Inf",process="api"} 1');
  });

  it('leaves out what is no metric', () => {
    expect(renderMetrics([{ process: 'api', metrics: [{ name: 'x' }, null] }])).toBe('');
  });
});
