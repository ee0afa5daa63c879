import type {
  ChatWrapperGenerateContextStateOptions,
  ChatWrapperGeneratedContextState,
  ChatWrapperSettings,
  LlamaModel,
} from 'node-llama-cpp';
import { ChatWrapper, LlamaText, resolveChatWrapper, SpecialToken, SpecialTokensText } from 'node-llama-cpp';

/** The model's own chat format, with two corrections to what node-llama-cpp makes of some templates. */
export function createGuardedChatWrapper(model: LlamaModel): ChatWrapper {
  return new GuardedChatWrapper(resolveChatWrapper(model), model.tokens.bosString);
}

/** A class because node-llama-cpp takes its formats as classes. */
class GuardedChatWrapper extends ChatWrapper {
  readonly wrapperName: string;
  override readonly settings: ChatWrapperSettings;
  readonly #inner: ChatWrapper;
  readonly #bosText: string | null;

  constructor(inner: ChatWrapper, bosText: string | null) {
    super();
    this.#inner = inner;
    this.#bosText = bosText;
    this.wrapperName = inner.wrapperName;
    this.settings = inner.settings;
  }

  override generateContextState(options: ChatWrapperGenerateContextStateOptions): ChatWrapperGeneratedContextState {
    const state = this.#inner.generateContextState(options);
    return {
      ...state,
      contextText: withoutDoubleStart(state.contextText, this.#bosText),
      // A template that puts a space after each message would make the first space end the answer.
      stopGenerationTriggers: state.stopGenerationTriggers.filter((trigger) => !isOnlyWhitespace(trigger)),
    };
  }
}

function isOnlyWhitespace(text: LlamaText): boolean {
  return text.values.every((value) => {
    if (value instanceof SpecialToken) return false;
    return (value instanceof SpecialTokensText ? value.value : value).trim() === '';
  });
}

/** ChatML on a model whose start token is `<|im_start|>` itself would start with that token twice. */
function withoutDoubleStart(text: LlamaText, bosText: string | null): LlamaText {
  const [first, second] = text.values;
  if (bosText === null || bosText === '' || !(first instanceof SpecialToken) || first.value !== 'BOS') return text;
  const isDouble = second instanceof SpecialTokensText && second.value.startsWith(bosText);
  return isDouble ? LlamaText(text.values.slice(1)) : text;
}
