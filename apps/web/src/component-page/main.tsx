import '../styles/global.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Tooltip } from 'radix-ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { LanguageProvider } from '../messages/language.tsx';
import { ComponentPage } from './component-page.tsx';

/**
 * The design language on one page, for who works on it: `npm run components`. It is no page of Carrel: nothing under
 * `src/pages` leads here, so the exported site does not have it. `?theme=dark` and `?language=de` choose.
 */
const wanted = new URLSearchParams(location.search);
document.documentElement.dataset['theme'] = wanted.get('theme') === 'dark' ? 'dark' : 'light';
localStorage.setItem('carrel.language', wanted.get('language') === 'de' ? 'de' : 'en');

const root = document.querySelector('#__next');
if (root)
  createRoot(root).render(
    <StrictMode>
      <LanguageProvider>
        <QueryClientProvider client={new QueryClient()}>
          <Tooltip.Provider>
            <ComponentPage />
          </Tooltip.Provider>
        </QueryClientProvider>
      </LanguageProvider>
    </StrictMode>,
  );
