import { useLanguage } from './language.tsx';
import { slackWordsDe } from './slack-words-de.ts';
import { type SlackWords, slackWords } from './slack-words.ts';

/** The words of Slack: only the pages that use them load them. */
export function useSlackWords(): SlackWords {
  return useLanguage().language === 'de' ? slackWordsDe : slackWords;
}
