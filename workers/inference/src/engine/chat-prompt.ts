import type { ChatHistoryItem, ChatWrapper, LlamaModel, Token } from 'node-llama-cpp';
import type { GenerateCommand } from './engine-protocol.ts';

type Message = GenerateCommand['messages'][number];

export interface ChatPrompt {
  readonly history: ChatHistoryItem[];
  readonly tokens: Token[];
  /** How many tokens at the start come from the first system message alone: they hold no document text and nobody's question. */
  readonly systemTokens: number;
}

/** Renders messages in the model's own format. */
export interface ChatPrompts {
  render(messages: readonly Message[]): ChatPrompt;
}

const rememberedSystemTexts = 8;

export function createChatPrompts(deps: { readonly model: LlamaModel; readonly wrapper: ChatWrapper }): ChatPrompts {
  const tokensOf = (history: readonly ChatHistoryItem[]): Token[] =>
    deps.wrapper
      .generateContextState({ chatHistory: [...history, { type: 'model', response: [] }] })
      .contextText.tokenize(deps.model.tokenizer);
  const systemTokensByText = new Map<string, number>();

  /** What two prompts that differ only in the question have in common. */
  const systemTokensOf = (systemText: string | null): number => {
    const key = systemText ?? '';
    const remembered = systemTokensByText.get(key);
    if (remembered !== undefined) return remembered;
    const start: ChatHistoryItem[] = systemText === null ? [] : [{ type: 'system', text: systemText }];
    const [one, other] = ['A', 'b'].map((text) => tokensOf([...start, { type: 'user', text }]));
    const length = commonLength(one ?? [], other ?? []);
    if (systemTokensByText.size >= rememberedSystemTexts) systemTokensByText.clear();
    systemTokensByText.set(key, length);
    return length;
  };

  return {
    render: (messages) => {
      const history = messages.map(historyItemOf);
      const [first] = messages;
      const systemText = first?.role === 'system' ? first.content : null;
      return { history, tokens: tokensOf(history), systemTokens: systemTokensOf(systemText) };
    },
  };
}

export function commonLength(left: readonly Token[], right: readonly Token[]): number {
  const limit = Math.min(left.length, right.length);
  for (let index = 0; index < limit; index += 1) if (left[index] !== right[index]) return index;
  return limit;
}

function historyItemOf(message: Message): ChatHistoryItem {
  switch (message.role) {
    case 'system':
      return { type: 'system', text: message.content };
    case 'user':
      return { type: 'user', text: message.content };
    case 'assistant':
      return { type: 'model', response: [message.content] };
  }
}
