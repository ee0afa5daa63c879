import { expect, test } from 'vitest';
import { bodyOfPassage } from './body-of-passage.ts';

test('headings at the beginning are left out, those further down stay', () => {
  expect(bodyOfPassage('Paid leave\n\nEach parent has 18 weeks.\nPaid leave', ['Parental leave', 'Paid leave'])).toBe(
    'Each parent has 18 weeks.\nPaid leave',
  );
});

test('a passage of headings alone is shown as it is', () => {
  expect(bodyOfPassage('Paid leave', ['Paid leave'])).toBe('Paid leave');
  expect(bodyOfPassage('No heading here.', [])).toBe('No heading here.');
});
