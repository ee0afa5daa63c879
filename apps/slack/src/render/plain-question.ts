/**
 * What somebody asked, out of the text of a message: without mentions, with the words of links, and with `&`, `<` and `>` as
 * they were typed (Slack sends them as entities).
 */
export function plainQuestion(text: string): string {
  return text
    .replaceAll(/<(?:@[A-Z0-9]+|![^>]*)(?:\|[^>]*)?>/gu, ' ')
    .replaceAll(/<#[A-Z0-9]+\|([^>]*)>/gu, '#$1')
    .replaceAll(/<[^>|]*\|([^>]*)>/gu, '$1')
    .replaceAll(/<([^>]*)>/gu, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}
