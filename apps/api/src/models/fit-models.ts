import type { FitView } from '@carrel/contract';
import { CarrelError } from '@carrel/core';
import type { CatalogueEntry, LoadWishes, MachineMemory, ModelShape } from '@carrel/models';
import {
  checkModelFile,
  findAlternatives,
  findModelFile,
  fitSentence,
  gibibyte,
  imaginedMachine,
  judgeFit,
  measuredMachine,
  parseSizeWords,
  recogniseOtherFormat,
  shapeOfEntry,
  shapeOfFile,
  shapeOfSize,
} from '@carrel/models';

export interface FitDeps {
  readonly readCatalogue: () => Promise<readonly CatalogueEntry[]>;
}

export interface FitOptions {
  readonly folders: readonly string[];
  /** Tokens of context where nothing else is asked for. */
  readonly contextTokens: number;
}

/** The query of the route. */
export interface FitQuestion {
  readonly name?: string | undefined;
  readonly ramGib?: number | undefined;
  readonly vramGib?: string | undefined;
  readonly contextTokens?: number | undefined;
  readonly parallelAnswers?: number | undefined;
}

interface Candidate {
  readonly shape: ModelShape;
  readonly role: CatalogueEntry['role'];
}

/** Answers whether a model, or each of the catalogue, fits. @throws MODEL_NOT_FOUND; the code of a file that is refused. */
export async function fitModels(deps: FitDeps, options: FitOptions, question: FitQuestion): Promise<readonly FitView[]> {
  const machine = await machineOf(question);
  const catalogue = await deps.readCatalogue();
  const judge = (candidate: Candidate) => fitView(candidate, wishesOf(candidate.shape, question, options), { machine, catalogue });
  const { name } = question;
  if (name === undefined) {
    return catalogue.map((entry) => {
      const shape = shapeOfEntry(entry);
      return shape === null ? unknownView(entry.name) : judge({ shape, role: entry.role });
    });
  }
  const found = await findCandidate(name, catalogue, options.folders);
  return [found === null ? await otherFormatView(name) : 'shape' in found ? judge(found) : unknownView(name)];
}

async function machineOf({ ramGib, vramGib }: FitQuestion): Promise<MachineMemory> {
  const measured = await measuredMachine({ isCarrelRunning: true });
  if (ramGib === undefined && vramGib === undefined) return measured;
  return imaginedMachine({
    ramBytes: ramGib === undefined ? measured.totalBytes : ramGib * gibibyte,
    cardBytes: (vramGib ?? '0')
      .split(',')
      .map((size) => Number(size) * gibibyte)
      .filter((size) => size > 0),
    threads: measured.threads,
  });
}

/** Null: there is no such model. `unknown`: it is in the catalogue, but not how large it is. */
async function findCandidate(
  name: string,
  catalogue: readonly CatalogueEntry[],
  folders: readonly string[],
): Promise<Candidate | { readonly unknown: true } | null> {
  const file = await findModelFile(name, folders);
  if (file !== null) {
    const check = await checkModelFile(file.path);
    if (check.type === 'invalid') throw new CarrelError(check.code, { message: `${check.reason} ${check.advice}` });
    return { shape: shapeOfFile(file.name, check), role: 'answer' };
  }
  const [bare, precision] = name.split('@', 2);
  const entry = catalogue.find((one) => one.name === bare);
  if (entry !== undefined) {
    const shape = shapeOfEntry(entry, precision?.toUpperCase());
    return shape === null ? { unknown: true } : { shape, role: entry.role };
  }
  const size = parseSizeWords(name);
  return size === null ? null : { shape: shapeOfSize(size, name), role: 'answer' };
}

function wishesOf(shape: ModelShape, question: FitQuestion, options: FitOptions): LoadWishes {
  const wanted = question.contextTokens ?? options.contextTokens;
  return {
    contextTokens: Math.min(wanted, shape.trainedContextTokens ?? wanted),
    parallelAnswers: question.parallelAnswers ?? 1,
  };
}

function fitView(
  { shape, role }: Candidate,
  wishes: LoadWishes,
  { machine, catalogue }: { readonly machine: MachineMemory; readonly catalogue: readonly CatalogueEntry[] },
): FitView {
  const fit = judgeFit(shape, wishes, machine);
  const alternatives = fit.verdict === 'none' ? findAlternatives({ shape, wishes, role }, machine, catalogue) : [];
  return {
    name: shape.name,
    verdict: fit.verdict,
    sentence: fitSentence(fit, alternatives),
    gpuLayers: fit.gpuLayers,
    tokensPerSecond: fit.tokensPerSecond,
    ...wishes,
    neededBytes: Math.round(fit.neededBytes),
    availableBytes: Math.round(fit.availableBytes),
    sum: fit.sum.map((part) => ({ ...part, sizeBytes: Math.round(part.sizeBytes) })),
    alternatives: alternatives.map((one) => ({ ...one, neededBytes: Math.round(one.neededBytes) })),
    assumptions: [...shape.assumptions],
    commands: [],
  };
}

const nothingKnown = {
  gpuLayers: null,
  tokensPerSecond: null,
  contextTokens: null,
  parallelAnswers: null,
  neededBytes: null,
  availableBytes: null,
  sum: [],
  alternatives: [],
  assumptions: [],
  commands: [],
};

function unknownView(name: string): FitView {
  return { ...nothingKnown, name, verdict: 'unknown', sentence: 'not known: the catalogue does not say how large it is' };
}

async function otherFormatView(name: string): Promise<FitView> {
  const other = await recogniseOtherFormat(name);
  if (other === null)
    throw new CarrelError('MODEL_NOT_FOUND', {
      message: `There is no model "${name.slice(0, 200)}" on this machine or in the catalogue, and it is no size such as 7B or 70B-F16. "carrel models catalogue" shows what there is.`,
    });
  return {
    ...nothingKnown,
    name,
    verdict: 'other-format',
    sentence: `${other.advice} ${other.setting}`,
    commands: [...other.commands],
  };
}
