import type { InBetweenTexts } from '../messages/messages.js';

/** What happened, what to do next, and who can do it. */
export const texts: InBetweenTexts = {
  'backend-invalid/refused':
    'Something between this page and the portal’s backend, such as a firewall or proxy, does not let this request through: {request}. Your portal session is fine. Ask the portal’s operator to allow POST and DELETE there, then try again.',
  'backend-invalid/in-between':
    'Something between this page and the portal’s backend, such as a proxy, answered in its place: {request}. Try again in a moment; if that doesn’t help, the portal’s operator must see why the backend can’t be reached.',
};
