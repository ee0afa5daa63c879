export const setupSteps = ['owner', 'company', 'models', 'folder', 'question'] as const;
export type SetupStep = (typeof setupSteps)[number];

/** The step that the address names; the first one otherwise. */
export function setupStepOf(value: string | null): SetupStep {
  return setupSteps.find((step) => step === value) ?? 'owner';
}

/** The step after this one; null after the last. */
export function stepAfter(step: SetupStep): SetupStep | null {
  return setupSteps[setupSteps.indexOf(step) + 1] ?? null;
}
