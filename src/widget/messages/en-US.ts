import type { Translation } from '../messages.js';
import { messages as british } from './en-GB.js';

/** As British English, but for the spelling. */
export const messages: Translation = {
  ...british,
  whichUser:
    'Link a Dynamics 365 user who may find, create and update records, best one kept for the contact center: every call will act as that user.',
  restricted:
    'Dynamics 365 no longer lets this user do what calls need. Ask your Dynamics 365 administrator to restore the user’s license and security role, or link another user.',
  errors: { ...british.errors, cancelled: 'Linking was canceled. Nothing was linked.' },
};
