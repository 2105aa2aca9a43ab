import type { Translation } from '../messages.js';
import { messages as british } from './en-GB.js';

/** As British English, but for the spelling. */
export const messages: Translation = {
  ...british,
  restricted:
    'Dynamics 365 no longer lets this user do what calls need. Ask your Dynamics 365 administrator to restore the user’s license and security role, or link again with another user.',
  errors: {
    ...british.errors,
    'wrong-account':
      'This account can’t be linked. Use a work account of your organization that is a user of your Dynamics 365 environment.',
    'admin-consent-required':
      'Your organization lets only a Microsoft administrator accept these permissions. Send that administrator the consent link, then link again.',
    'sign-in-failed/policy':
      'A rule of your organization in Microsoft Entra stopped this sign-in. Ask your Microsoft administrator to allow it.',
    cancelled: 'Linking was canceled. Nothing was linked.',
  },
};
