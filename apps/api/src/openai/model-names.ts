/** The knowledge base as a model: the language model and the embedding model in use, whatever they are. */
export const knowledgeBaseModel = 'carrel';
