import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { Behaviour, Observation } from '../behaviours/behaviour.ts';
import { behaviours } from '../behaviours/index.ts';
import type { Observed } from '../behaviours/observe.ts';
import type { LoadedPeer } from '../peers/index.ts';
import { works } from '../works/index.ts';
import type { Work, WorkResult } from '../works/work.ts';
import { describeMachine, versionOf } from './machine.ts';

/** What one run has shown, as data. The pages take their texts from the code and everything else from here. */
export interface Results {
  /** The day of the run, such as `2026-11-26`. */
  readonly date: string;
  readonly machine: string;
  /** By npm package. */
  readonly versions: Readonly<Record<string, string>>;
  /** By the title of the work. */
  readonly works: Readonly<Record<string, WorkResult>>;
  /** By the title of the behaviour, and then by the name of the peer. */
  readonly behaviours: Readonly<Record<string, Readonly<Record<string, Observation>>>>;
  readonly unhandledRejections: number;
}

/** What one run collects before it becomes {@link Results}. */
export interface Run {
  readonly peers: readonly LoadedPeer[];
  readonly works: ReadonlyMap<Work, WorkResult>;
  readonly behaviours: ReadonlyMap<Behaviour, Observed>;
  readonly unhandledRejections: number;
}

export function resultsOf({ peers, works, behaviours, unhandledRejections }: Run): Results {
  const packages = peers.flatMap((peer) => peer.packages);
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    versions: Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
    works: Object.fromEntries([...works].map(([{ title }, result]) => [title, result])),
    behaviours: Object.fromEntries([...behaviours].map(([{ title }, cells]) => [title, Object.fromEntries(cells)])),
    unhandledRejections,
  };
}

/** The result of each work, in the order of the code. */
export function worksIn(results: Results): ReadonlyMap<Work, WorkResult> {
  return new Map(Object.values(works).map((work): [Work, WorkResult] => [work, memberOf(results.works, work.title)]));
}

export function behavioursIn(results: Results): ReadonlyMap<string, ReadonlyMap<Behaviour, Observed>> {
  const observedOf = (behaviour: Behaviour): [Behaviour, Observed] => [
    behaviour,
    new Map(Object.entries(memberOf(results.behaviours, behaviour.title))),
  ];
  return new Map(Object.entries(behaviours).map(([title, list]) => [title, new Map(list.map(observedOf))]));
}

/** The versions of a peer's packages; empty for code by hand that uses no package. */
export function versionsOf({ versions }: Results, { packages }: LoadedPeer): string {
  return packages.map((name) => versions[name] ?? 'unknown').join(', ');
}

const FigureSchema = v.object({
  unit: v.picklist(['×', 'ns', 'ms', 'bytes', 'requests']),
  median: v.number(),
  minimum: v.number(),
  maximum: v.number(),
  // The committed results have no samples.
  samples: v.optional(v.array(v.number()), []),
});
const ResultsSchema = v.object({
  date: v.string(),
  machine: v.string(),
  versions: v.record(v.string(), v.string()),
  works: v.record(
    v.string(),
    v.object({
      columns: v.array(v.string()),
      rows: v.array(
        v.object({
          name: v.string(),
          reference: v.exactOptional(v.boolean()),
          cells: v.array(v.union([FigureSchema, v.string()])),
        }),
      ),
      goals: v.array(v.object({ work: v.string(), baseline: v.string(), today: FigureSchema, atMost: v.number() })),
    }),
  ),
  behaviours: v.record(
    v.string(),
    v.record(v.string(), v.object({ cell: v.string(), rank: v.exactOptional(v.number()) })),
  ),
  unhandledRejections: v.number(),
});

export function readResults(file: string): Results {
  return v.parse(ResultsSchema, JSON.parse(readFileSync(file, 'utf8')));
}

function memberOf<T>(record: Readonly<Record<string, T>>, title: string): T {
  const member = record[title];
  if (member === undefined)
    throw new Error(`The last full run has no results of "${title}". Run all benchmarks again.`);
  return member;
}
