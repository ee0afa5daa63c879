import type { Catalogue, CatalogueModel } from './catalogue-schema.ts';
import { catalogueSchema } from './catalogue-schema.ts';
import { bitsPerWeight } from '../fit/bits-per-weight.ts';

/** Problems of a catalogue file, each a sentence that names the entry; none for a good one. `knownLicences` are those of a catalogue below it. */
export function checkCatalogue(content: unknown, knownLicences: readonly string[] = []): readonly string[] {
  const parsed = catalogueSchema.safeParse(content);
  if (!parsed.success) return parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'the file'}: ${issue.message}`);
  const catalogue = parsed.data;
  const licences = new Set([...knownLicences, ...catalogue.licences.map((licence) => licence.id)]);
  return [
    ...repeated(catalogue.licences.map((licence) => licence.id)).map((id) => `The licence "${id}" is there twice.`),
    ...repeated(catalogue.models.map((model) => model.name)).map((name) => `The model "${name}" is there twice.`),
    ...repeated(hashesOf(catalogue)).map((sha256) => `Two files have the SHA-256 ${sha256}.`),
    ...catalogue.models.flatMap((model) => problemsOf(model, licences)),
  ];
}

function problemsOf(model: CatalogueModel, licences: ReadonlySet<string>): readonly string[] {
  const { licence, role, dimensions, tuning, files } = model;
  const found: readonly (readonly [isWrong: boolean, problem: string])[] = [
    [licence !== null && !licences.has(licence), `has the licence "${licence}", which is not in the catalogue`],
    [(role === 'embed') !== (dimensions !== null), 'must have dimensions if it embeds, and only then'],
    [(role === 'answer') !== (tuning !== null), 'must say if it is instruction-tuned or base when it answers, and only then'],
    ...sizeProblems(model),
    ...files.map((file) => [!bitsPerWeight.has(file.precision), `has the precision "${file.precision}", which is not known`] as const),
  ];
  return found.filter(([isWrong]) => isWrong).map(([, problem]) => `The model "${model.name}" ${problem}.`);
}

function sizeProblems({ parameters, activeParameters, isMixtureOfExperts, shape }: CatalogueModel) {
  const hasTooManyActive = activeParameters !== null && (parameters === null || activeParameters > parameters);
  return [
    [hasTooManyActive, 'has more active parameters than it has'],
    [!isMixtureOfExperts && activeParameters !== parameters, 'is no mixture of experts, so all its parameters are active'],
    [shape !== null && shape.attentionLayers > shape.layers, 'has more attention layers than layers'],
    [shape !== null && shape.heads % shape.keyValueHeads !== 0, 'has heads that do not share keys and values evenly'],
  ] as const;
}

function hashesOf(catalogue: Catalogue): readonly string[] {
  return catalogue.models.flatMap((model) => model.files.map((file) => file.sha256));
}

function repeated(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
