import type { GgufHeader } from './parse-gguf-header.ts';
import { GgufFormatError } from './gguf-format-error.ts';
import { printable } from './printable.ts';

/**
 * Checks that every tensor lies within the file and on none of the others.
 * @throws GgufFormatError
 */
export function checkTensorPlaces(header: GgufHeader, fileSizeBytes: number): void {
  if (header.dataOffsetBytes > fileSizeBytes && header.tensors.length > 0) throw endsEarly(fileSizeBytes, header.dataOffsetBytes);
  let endBytes = 0;
  let before = '';
  for (const tensor of header.tensors.toSorted((left, right) => left.offsetBytes - right.offsetBytes)) {
    if (tensor.offsetBytes < endBytes)
      throw new GgufFormatError('MODEL_FILE_OVERLAP', `the tensors "${before}" and "${printable(tensor.name)}" lie on the same bytes`, {
        expected: `"${printable(tensor.name)}" at byte ${endBytes} of the data or behind it`,
        found: `byte ${tensor.offsetBytes}`,
      });
    endBytes = tensor.offsetBytes + tensor.sizeBytes;
    before = printable(tensor.name);
    if (header.dataOffsetBytes + endBytes > fileSizeBytes) throw endsEarly(fileSizeBytes, header.dataOffsetBytes + endBytes);
  }
}

function endsEarly(fileSizeBytes: number, neededBytes: number): GgufFormatError {
  return new GgufFormatError(
    'MODEL_FILE_TRUNCATED',
    `it ends at ${fileSizeBytes} bytes, but its tensors need ${neededBytes}; the download may be incomplete`,
    { expected: `at least ${neededBytes} bytes`, found: `${fileSizeBytes} bytes` },
  );
}
