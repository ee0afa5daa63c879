import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Formats of models that llama.cpp does not run. */
export const otherFormats = ['gptq', 'awq', 'safetensors'] as const;

export interface OtherFormat {
  readonly format: (typeof otherFormats)[number];
  /** Sentences for people: what it is, and how to serve it. */
  readonly advice: string;
  /** Command lines that serve it on this machine. */
  readonly commands: readonly string[];
  /** The setting with which Carrel then uses it. */
  readonly setting: string;
}

const configSchema = z.object({ quantization_config: z.object({ quant_method: z.string() }).optional() });
const mostConfigBytes = 4 * 1024 * 1024;

/** Recognises a model for another server by its folder or file, or by a name such as `OWNER/NAME-AWQ`; null for anything else. */
export async function recogniseOtherFormat(nameOrPath: string): Promise<OtherFormat | null> {
  const format = (await formatOfFolder(nameOrPath)) ?? formatOfName(nameOrPath);
  if (format === null) return null;
  const model = shellWord(nameOrPath.replace(/\/?[^/]*\.safetensors$/, '') || '.');
  const quantised = format === 'safetensors' ? '' : ` --quantize ${format}`;
  return {
    format,
    advice: `This model is in the format ${{ gptq: 'GPTQ', awq: 'AWQ', safetensors: 'safetensors' }[format]}, which the bundled engine does not run. Serve it with vLLM or TGI on a machine with a GPU, and set the address.`,
    commands: [
      `vllm serve ${model} --host 127.0.0.1 --port 8000`,
      `text-generation-launcher --model-id ${model} --hostname 127.0.0.1 --port 8000${quantised}`,
    ],
    setting: 'CARREL_LLM=http://127.0.0.1:8000/v1',
  };
}

function formatOfName(name: string): OtherFormat['format'] | null {
  if (name.endsWith('.gguf')) return null;
  if (/(^|[^a-z])gptq([^a-z]|$)/i.test(name)) return 'gptq';
  if (/(^|[^a-z])awq([^a-z]|$)/i.test(name)) return 'awq';
  return name.endsWith('.safetensors') ? 'safetensors' : null;
}

async function formatOfFolder(path: string): Promise<OtherFormat['format'] | null> {
  const names = await readdir(path).catch((): string[] => []);
  if (!names.some((name) => name.endsWith('.safetensors'))) return null;
  const method = await quantisationOf(join(path, 'config.json'));
  if (method === 'gptq' || method === 'awq') return method;
  return 'safetensors';
}

async function quantisationOf(path: string): Promise<string | null> {
  try {
    if ((await stat(path)).size > mostConfigBytes) return null;
    const parsed = configSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? (parsed.data.quantization_config?.quant_method.toLowerCase() ?? null) : null;
  } catch {
    return null;
  }
}

/** The name as one word of a POSIX shell. */
function shellWord(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
