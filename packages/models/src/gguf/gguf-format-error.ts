/** Why a file is not a GGUF file that can be loaded. The message completes "The file cannot be loaded: …". */
export class GgufFormatError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GgufFormatError';
  }
}
