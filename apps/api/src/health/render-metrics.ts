import { z } from 'zod';

/** Metrics of one process in the form of prom-client's `getMetricsAsJSON`. */
export interface ProcessMetrics {
  readonly process: string;
  readonly metrics: readonly unknown[];
}

const metricSchema = z.object({
  name: z.string(),
  help: z.string(),
  type: z.enum(['counter', 'gauge', 'histogram', 'summary']),
  values: z.array(
    z.object({
      value: z.number(),
      labels: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
      metricName: z.string().optional(),
    }),
  ),
});
type Metric = z.infer<typeof metricSchema>;

/**
 * The metrics of all processes as one text in Prometheus's format (version 0.0.4): each family once, each sample with the
 * name of its process. What is not of the expected form is left out.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/ (read 2026-11-20)
 */
export function renderMetrics(processes: readonly ProcessMetrics[]): string {
  const families = new Map<string, { readonly metric: Metric; readonly samples: string[] }>();
  for (const { process, metrics } of processes) {
    for (const raw of metrics) {
      const parsed = metricSchema.safeParse(raw);
      if (!parsed.success) continue;
      const metric = parsed.data;
      const family = families.get(metric.name) ?? { metric, samples: [] };
      families.set(metric.name, family);
      for (const { value, labels, metricName } of metric.values)
        family.samples.push(`${metricName ?? metric.name}${labelText({ ...labels, process })} ${numberText(value)}`);
    }
  }
  return [...families.values()]
    .map(
      ({ metric, samples }) =>
        `# HELP ${metric.name} ${escapeHelp(metric.help)}\n# TYPE ${metric.name} ${metric.type}\n${samples.join('\n')}\n`,
    )
    .join('\n');
}

function labelText(labels: Readonly<Record<string, string | number>>): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${String(value).replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')}"`)
    .join(',')}}`;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

function escapeHelp(help: string): string {
  return help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
