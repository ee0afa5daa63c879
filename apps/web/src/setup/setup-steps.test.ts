import { describe, expect, it } from 'vitest';
import { setupStepOf, setupSteps, stepAfter } from './setup-steps.ts';

describe('the steps of the first run', () => {
  it('are in the address, and anything else there means the first', () => {
    expect(setupSteps.map(setupStepOf)).toEqual(setupSteps);
    expect(setupStepOf(null)).toBe('owner');
    expect(setupStepOf('__proto__')).toBe('owner');
  });

  it('lead one to the next, and the last one to none', () => {
    expect(setupSteps.map(stepAfter)).toEqual(['company', 'models', 'folder', 'question', null]);
  });
});
