import { tokenize } from './tokenize.ts';

const german = new Set(
  'der die das ein eine ist sind wird werden wie was wer wo wann warum welche welcher welches viel viele ich wir darf dürfen kann können muss müssen und oder für mit von bei nach zu zum zur im am nicht kein gibt hat haben es bis ab'.split(
    ' ',
  ),
);
const english = new Set(
  'the a an is are was will how what who where when why which much many i we may can must do does did and or for with from by at after to in on not no there has have it of until'.split(
    ' ',
  ),
);

/** Whether a text has more small words of German than of English. Short texts without any are taken for English. */
export function isGerman(text: string): boolean {
  const words = tokenize(text).map(({ word }) => word);
  return words.filter((word) => german.has(word)).length > words.filter((word) => english.has(word)).length;
}
