import type { DetailedTexts } from '../messages/messages.js';
import { texts as british } from './en-GB.js';

const { healthReasons } = british;

/** As British English, but for the spelling. */
export const texts: DetailedTexts = {
  ...british,
  healthReasons: {
    ...healthReasons,
    'app-removed': healthReasons['app-removed'].replace('organisation', 'organization'),
    'no-licence': healthReasons['no-licence'].replace('licence', 'license'),
    'tenant-refused': healthReasons['tenant-refused'].replaceAll('organisation', 'organization'),
  },
};
