import type { MessageOverrides } from '../messages/messages.js';

/** As British English, but for the spelling. */
export const messages: MessageOverrides = {
  restricted:
    'Dynamics 365 no longer lets this user do what calls need. Ask your Dynamics 365 administrator to restore the user’s license and security role, or link another user.',
  errors: { cancelled: 'Linking was canceled. Nothing was linked.' },
};
