/**
 * Words that carry no content of their own, English and German. A sentence's content words are all others. Words that
 * change what a sentence claims (negations, "at least", "only", "must") are here too: `qualifiers.ts` looks after them.
 */
const english =
  'a about above across after again against all also although am an and another any are as at away be became because been before ' +
  'being below between both but by can cannot could did do does doing done down during each either else etc even ever every ' +
  'few for from further get gets getting given gives giving got had has have having he hence her here hers herself him himself his how however i if in ' +
  'indeed instead into is it its itself just let like made make makes many may me might more moreover most much must my ' +
  'namely neither next no nor not now of off often on once only onto or other others otherwise ought our ours out over own per ' +
  'please rather really same shall she should since so some such than that the their theirs them then there thereby ' +
  'therefore these they this those though through thus to too toward towards under unless until up upon us used using very via was ' +
  'we well were what whatever when where whereas whether which while who whoever whom whose why will with within without ' +
  'would yes yet you your yours yourself never none nothing nobody';
const german =
  'aber alle allem allen aller alles als also am an andere anderen anderer anderes auch auf aus außer bei beide beiden beim bevor bis bin ' +
  'bist bzw da dabei dadurch dafür dagegen daher dahin damit danach daneben dann daran darauf daraus darf darin darüber darum davon davor ' +
  'dazu dass daß dein dem den denen denn dennoch der deren des deshalb dessen die dies diese diesem diesen dieser dieses doch dort du durch ' +
  'dürfen eben ein eine einem einen einer eines einige er es etwa etwas euch euer falls für gegen gemäß gibt hab habe haben hat hatte hatten hier ' +
  'hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in indem ins ist ja je jede jedem jeden jeder jedes jedoch jene ' +
  'kann kein keine keinem keinen keiner keines können könnte laut man mehr mein meine mit muss müssen muß nach nachdem neben nein nicht nichts noch ' +
  'nun nur ob oder ohne per pro sehr sein seine seinem seinen seiner seit sich sie sind so sobald sofern solche soll sollen sollte sollten sondern ' +
  'sonst soweit sowie um und uns unser unsere unter viel viele vom von vor war waren warum was wegen weil weiter welche welchem welchen welcher ' +
  'welches wenn wer werden wem wen wessen wie wieder will wir wird wo wobei wodurch woher wohin worden wurde wurden zu zum zur zwar zwischen über ' +
  'höchstens mindestens wenigstens nie niemals niemand weder';

const stopWords: ReadonlySet<string> = new Set(`${english} ${german}`.split(' '));

/** @param word in lower case. */
export function isStopWord(word: string): boolean {
  return word.length === 1 || stopWords.has(word);
}
