import type { DetailedTexts } from '../messages/messages.js';

/** What happened, what to do next, and who can do it. */
export const texts: DetailedTexts = {
  windowIsBehind: 'The sign-in window is still open. If you can’t see it, look behind this one, or show it.',
  userDiffers: 'Replace the linked user?',
  userDiffersHint: '{from} is linked, but {to} has signed in. If you replace the user, calls will act as {to}.',
  replaceUser: 'Replace the user',
  actionNeeded: 'Action needed',
  askedFor: 'Microsoft will ask for three permissions',
  askedToSignIn: 'To sign the user in and read the name: it is shown here.',
  askedToStay: 'To keep access while the user is away: calls come at any time.',
  askedToAct:
    'To use Dynamics 365 as this user: to find, create and update records during calls, within the user’s security roles.',
  userMay: 'What this user may do',
  checkedOn: 'Checked on {date}',
  checkAgain: 'Check again',
  chooseWithin: 'The choice is open for ten minutes.',
  errors: {
    'backend-invalid/refused':
      'Something between this page and the portal’s backend, such as a firewall or proxy, does not let this request through: {request}. Your portal session is fine. Ask the portal’s operator to allow POST and DELETE there, then try again.',
    'backend-invalid/in-between':
      'Something between this page and the portal’s backend, such as a proxy, answered in its place: {request}. Try again in a moment; if that doesn’t help, the portal’s operator must see why the backend can’t be reached.',
    'callback-silent/answered':
      'Microsoft answered, but the portal’s callback page did not pass it on. Nothing was linked. Contact support.',
    'callback-silent/portal-page':
      'In place of its callback page the portal shows another page, so no sign-in can come back. Nothing was linked. Contact support: the portal’s fallback route and its login have to exclude the path {path}.',
    'callback-silent/missing':
      'The portal has no working callback page, so no sign-in can come back. Nothing was linked. Contact support: popup-callback.html has to be at {path}, excluded from the portal’s fallback route.',
  },
  healthReasons: {
    revoked:
      'Microsoft has ended this link: it was revoked, or nobody used it for 90 days. Calls can’t reach Dynamics 365. Link again with the same user.',
    'more-proof':
      'Microsoft wants this user to prove who they are again, so calls can’t reach Dynamics 365. Link again with the same user and finish every step. If this comes back, ask your Microsoft administrator to take the user out of the sign-in frequency rule.',
    policy:
      'A rule in Microsoft Entra stops this user, or the account is disabled, so calls can’t reach Dynamics 365. Ask your Microsoft administrator to let the user in: the link then works again by itself within a day, or at once if you link again.',
    'consent-withdrawn':
      'The permissions for Vonage were taken back in Microsoft Entra, so calls can’t reach Dynamics 365. Link again with the same user and accept them.',
    'app-removed':
      'The Vonage app was removed from your organisation in Microsoft Entra, so calls can’t reach Dynamics 365. Ask your Microsoft administrator to allow it again, then link again.',
    'user-disabled':
      'This user is disabled in Dynamics 365. Ask your Dynamics 365 administrator to enable the user, or link another user.',
    'no-licence':
      'This user has no Dynamics 365 licence any more. Ask your Microsoft administrator to assign one, or link another user.',
    'not-a-member':
      'This user does not belong to the Dynamics 365 environment any more. Ask your Dynamics 365 administrator to add the user, or link another user.',
    'environment-blocked':
      'The Dynamics 365 environment does not let Vonage in: by its IP firewall, its list of allowed apps, or because it is in administration mode. Ask your Power Platform administrator to let Vonage in: the link then works again by itself.',
    'key-missing':
      'Vonage can’t open what it has stored of this link. Contact support; or link again with the same user, which helps at once.',
    'tenant-refused':
      'This integration no longer accepts this user’s organisation. Ask Vonage support to allow it, or link a user of another organisation.',
  },
};
