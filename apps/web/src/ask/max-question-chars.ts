/** As the API takes it. */
export const maxQuestionChars = 4000;
