import { type CoreMessages, english } from './messages.js';

/** English as the portal writes it: what happened, what to do next, and who can do it. */
export const messages: CoreMessages = {
  ...english,
  anotherUser: 'Link another user',
  lookOnly: 'Only an administrator with the right to do so can change anything here.',
  takeOver: 'Continue here instead',
  unlinking: 'Unlinking…',
  showWindow: 'Show the window',
  copyDetails: 'Copy support report',
  copied: 'Copied',
  copyYourself: 'The browser did not allow copying. Copy this text:',
  contactSupport: 'Contact support',
  openInTab: 'Open this page in its own tab',
  reload: 'Reload the page',
  copyConsentLink: 'Copy the link for your Microsoft administrator',
  inWindow: 'Sign in to Dynamics 365 in the window that opened, and accept the permissions.',
  whereIsWindow: 'If you can’t see the sign-in window, look behind this one or in your other tabs, or try again.',
  didYouFinish: 'Did you finish signing in? If you closed the window, try again.',
  checking: 'Checking the Dynamics 365 user…',
  stillChecking: 'The answer is taking longer than usual. We keep asking.',
  choose: 'Choose an environment',
  chooseHint:
    'This user can use several Dynamics 365 environments. Calls will find, create and update records in the one you choose.',
  unlinkQuestion: 'Unlink {name}?',
  unlinkStops:
    'Calls will no longer find, create or update records in Dynamics 365, from now on and for the whole VCC account.',
  unlinkRemains:
    'Records stay as they are. The permission given to Vonage stays in Microsoft Entra until your Microsoft administrator removes it.',
  keepLink: 'Keep the link',
  expired: 'Microsoft no longer accepts this link, so calls can’t reach Dynamics 365. Link again with the same user.',
  restricted:
    'Dynamics 365 no longer lets this user do what calls need. Ask your Dynamics 365 administrator to restore the user’s licence and security role, or link another user.',
  missing: 'Missing: {privileges}.',
  readOn: 'Read on {table}',
  createOn: 'Create on {table}',
  writeOn: 'Write on {table}',
  deleteOn: 'Delete on {table}',
  appendOn: 'Append on {table}',
  appendToOn: 'Append To on {table}',
  assignOn: 'Assign on {table}',
  shareOn: 'Share on {table}',
  needsAttention: 'This link needs attention. Link again; if that doesn’t help, contact support.',
  errors: {
    'invalid-request': 'The portal and its backend don’t understand each other. Contact support.',
    'code-rejected': 'Microsoft did not accept this sign-in any more. Nothing was linked. Link again.',
    'not-signed-in': 'Your portal session has ended. Sign in to the portal in another tab, then try again here.',
    'not-entitled': 'This VCC account does not include the integration with Dynamics 365. Contact support.',
    'insufficient-privileges':
      'This user may not do everything that calls need. Missing: {privileges}. Ask your Dynamics 365 administrator to add it to the user’s security role, or link another user.',
    'environment-blocked':
      'This Dynamics 365 environment does not let Vonage in: by its IP firewall, its list of allowed apps, or because it is in administration mode. Ask your Power Platform administrator to let Vonage in, then link again.',
    'wrong-account': 'This account can’t be linked. Use a work account from your Dynamics 365 environment.',
    'consent-declined': 'The permissions were not accepted. Nothing was linked. Link again and choose Accept.',
    'admin-consent-required':
      'Only a Microsoft administrator can accept these permissions. Send that administrator the consent link, then link again.',
    'sign-in-failed': 'Microsoft did not let this user sign in. Link again, or ask your Microsoft administrator.',
    'sign-in-failed/more-proof':
      'Microsoft wants this user to prove who they are again. Link again and finish every step.',
    'sign-in-failed/policy':
      'A rule in Microsoft Entra stopped this sign-in. Ask your Microsoft administrator to allow it.',
    'sign-in-failed/not-assigned':
      'This user is not assigned to the Vonage app in Microsoft Entra. Ask your Microsoft administrator to assign them.',
    'sign-in-failed/disabled':
      'This Microsoft account is disabled or locked. Ask your Microsoft administrator, or link another user.',
    'session-changed': 'Your portal session changed during the sign-in. Nothing was linked. Link again.',
    'already-linked-elsewhere':
      'This Dynamics 365 user is linked to another VCC account. Unlink it there first, or link another user.',
    'choice-expired': 'The choice was open for too long. Nothing was linked. Link again.',
    changed: 'Somebody changed this link meanwhile; your change was not made.',
    'changed/account':
      'Your portal session works for another VCC account now, so nothing is shown or changed here. Reload the page to see that account, or switch back.',
    'no-organization':
      'This user has no Dynamics 365 environment. Ask your Microsoft administrator for access, or link another user.',
    'too-many-requests': 'Too many attempts. Wait a moment, then try again.',
    'in-progress': 'The same request is still running. Wait a moment, then try again.',
    configuration: 'The integration is not set up correctly. Only Vonage can put this right: contact support.',
    internal: 'Something went wrong on our side. Try again; if that doesn’t help, contact support.',
    'identity-provider-unavailable': 'Microsoft’s sign-in service did not answer. Try again in a moment.',
    'dynamics-unavailable': 'Dynamics 365 did not answer. Your sign-in is kept for ten minutes: try again in a moment.',
    'popup-blocked':
      'Your browser blocked the sign-in window. Allow pop-ups for this site in the address bar, then link again.',
    'popup-blocked/late': 'The sign-in window did not open in time. Link again.',
    'popup-blocked/firefox':
      'Firefox blocked the sign-in window. Allow pop-ups under Preferences in the bar above the page, then link again.',
    'popup-blocked/safari':
      'Safari blocked the sign-in window. Allow pop-ups under Settings for This Website, then link again.',
    'storage-blocked':
      'Your browser keeps site data from this page, and the sign-in needs it. Allow cookies and site data for this site in the browser’s settings, reload the page, then link again.',
    cancelled: 'Linking was cancelled. Nothing was linked.',
    'cancelled/posted': 'You stopped waiting. What was already sent may still take effect; if so, you see it here.',
    'sign-in-timeout': 'The sign-in took longer than half an hour. Nothing was linked. Link again.',
    'callback-silent': 'The portal’s callback page does not pass the sign-in on. Contact support.',
    framed: 'This page is shown inside another site, so nothing can be changed here. Open it in its own tab.',
    'attempt-elsewhere':
      'Linking is already under way in another tab or elsewhere on this page. Finish it there, or continue here.',
    'attempt-elsewhere/portal':
      'Another Microsoft sign-in of this portal is under way in this tab. Finish it, or open the portal in a new tab, then link again.',
    'backend-unreachable': 'The portal does not answer. Check your connection; we keep trying.',
    'backend-unreachable/not-loaded':
      'The sign-in could not be loaded. Check your connection and link again; if that doesn’t help, reload the page.',
    'backend-invalid':
      'The portal sent an answer that can’t be read here. Try again; if that doesn’t help, contact support.',
  },
};
