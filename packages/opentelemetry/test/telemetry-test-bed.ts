import { inspect } from 'node:util';
import type { Attributes } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { onTestFinished } from 'vitest';

/** One time series: a count, or the number and the sum of the measured seconds. */
export interface Point {
  readonly metric: string;
  readonly attributes: Attributes;
  readonly value: number | { readonly count: number; readonly sum: number | undefined };
}

/** An SDK that keeps all spans and metrics in memory. */
export interface Telemetry {
  readonly options: { readonly tracerProvider: TracerProvider; readonly meterProvider: MeterProvider };
  spans(): readonly ReadableSpan[];
  metrics(): Promise<readonly MetricData[]>;
  points(): Promise<readonly Point[]>;
  /** Everything that an exporter would send, as text. */
  everything(): Promise<string>;
}

export function startTelemetry(): Telemetry {
  const spanExporter = new InMemorySpanExporter();
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 3_600_000 });
  const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spanExporter })] });
  const meterProvider = new MeterProvider({ readers: [reader] });
  onTestFinished(async () => {
    await Promise.all([tracerProvider.shutdown(), meterProvider.shutdown()]);
  });

  async function metrics(): Promise<readonly MetricData[]> {
    await meterProvider.forceFlush();
    const collected = metricExporter.getMetrics().at(-1)?.scopeMetrics ?? [];
    return collected.flatMap((scope) => scope.metrics);
  }

  return {
    options: { tracerProvider, meterProvider },
    spans: () => spanExporter.getFinishedSpans(),
    metrics,
    points: async () => (await metrics()).flatMap(pointsOf),
    everything: async () => inspect([spanExporter.getFinishedSpans(), await metrics()], { depth: Infinity }),
  };
}

function pointsOf(data: MetricData): Point[] {
  const metric = data.descriptor.name;
  switch (data.dataPointType) {
    case DataPointType.HISTOGRAM:
      return data.dataPoints.map(({ attributes, value: { count, sum } }) => ({
        metric,
        attributes,
        value: { count, sum },
      }));
    case DataPointType.SUM:
      return data.dataPoints.map(({ attributes, value }) => ({ metric, attributes, value }));
    default:
      throw new Error(`${metric} is neither a counter nor a histogram`);
  }
}
