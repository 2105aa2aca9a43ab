const entraDecides =
  'Whether Entra sends this error back or keeps it on a page of its own is known from its documentation only.';
const realWindow =
  'How Microsoft’s own pages behave in the window (COOP, several pages, other domains) is only imitated.';

/** Reasons why a stand-in can't show a scenario faithfully, by its id. The check is demo/live-tenant-check.md. */
export const needsLiveTenant: Readonly<Record<string, string>> = {
  cancel: realWindow,
  'window-closed': realWindow,
  'late-answer': realWindow,
  'show-window': realWindow,
  declined: 'The stand-in asks for consent at each sign-in; Entra asks once, and its page is Microsoft’s.',
  'not-consented': entraDecides,
  'admin-consent': 'Entra shows “Need admin approval”, with or without a request workflow, as the tenant is set up.',
  'not-assigned': entraDecides,
  'not-assigned-sent-back': entraDecides,
  policy: 'Conditional access comes in many kinds, each with pages of its own.',
  'more-proof': 'Multi-factor authentication is not imitated, only the error that ends it.',
  disabled: entraDecides,
  'no-dynamics-in-tenant': entraDecides,
  'wrong-tenant': entraDecides,
  'registration-wrong': entraDecides,
  'secret-expired': 'The number is Entra’s; that a live secret fails like this is not tried here.',
  'code-expired': 'A live code lives for about ten minutes; the stand-in refuses it by switch.',
  'registered-as-spa': 'Only a live registration shows that the redirect URI has the platform Web.',
  'personal-account': 'Whether a personal account gets as far as a code depends on the registration.',
  'no-environment': 'Global discovery answers as documented; a live user without a licence may differ.',
  'missing-privilege': 'Live security roles have depths and teams; the stand-in has a list of names.',
  'user-disabled': 'The error number is from the documentation of Dataverse.',
  'two-environments': 'Live discovery lists trial, disabled and Teams environments too.',
  expired: 'Why a live grant ends (password, policy, 90 idle days) is imitated by deleting it.',
  restricted: 'A live change of roles may take minutes to count.',
};
