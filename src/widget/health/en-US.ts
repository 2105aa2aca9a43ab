import type { HealthTexts } from '../messages/messages.js';
import { texts as british } from './en-GB.js';

/** As British English, but for the spelling. */
export const texts: HealthTexts = {
  ...british,
  'app-removed': british['app-removed'].replace('organisation', 'organization'),
  'no-licence': british['no-licence'].replace('licence', 'license'),
  'tenant-refused': british['tenant-refused'].replaceAll('organisation', 'organization'),
};
