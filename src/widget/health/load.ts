import type { HealthTexts } from '../messages/messages.js';

/**
 * The sentences for the reasons why a link does not work, by language. Few links ever need them. A language that is not here has
 * its general sentences.
 */
export const healthTexts: Record<string, () => Promise<{ texts: Partial<HealthTexts> }>> = {
  ar: () => import('./ar.js'),
  de: () => import('./de.js'),
  'en-GB': () => import('./en-GB.js'),
  'en-US': () => import('./en-US.js'),
  es: () => import('./es.js'),
  fr: () => import('./fr.js'),
  ja: () => import('./ja.js'),
};
