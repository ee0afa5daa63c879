const bullets = '•◦‣▪▫●○■□◆◇–—*·∙➢➤✓✔\uF0B7\uF0A7\uF0D8\uF076\uF0FC';
const bulletAlone = new RegExp(`^[${bullets}-]$`, 'u');
const bulletBefore = new RegExp(`^[${bullets}-]\\s+(?=\\S)`, 'u');
/** "1.", "(2)", "a)", "iv.", "3.2." */
const numberAlone = /^\(?(?:\d{1,3}(?:\.\d{1,2}){0,3}|\p{L}|[ivx]{1,5})[.)]$/u;
const numberBefore = /^(?:\(?(?:\d{1,3}|\p{Ll}|[ivx]{1,5})\)|(?:\d{1,3}|\p{Ll})\.)\s+(?=\S)/u;

/** Whether the text is only a bullet or the number of an item. */
export function isListMarker(text: string): boolean {
  return bulletAlone.test(text.trim()) || numberAlone.test(text.trim());
}

export function startsListItem(text: string): boolean {
  const trimmed = text.trimStart();
  return bulletBefore.test(trimmed) || numberBefore.test(trimmed);
}

/** The item without its bullet. A number stays: it is what people call the item by. */
export function withoutBullet(text: string): string {
  return text.trimStart().replace(bulletBefore, '');
}
