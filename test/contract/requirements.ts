/**
 * What the contract requires, by numbers that findings, text and OpenAPI share. A number is never given to something else;
 * what is new goes to the end of its group.
 */
export const requirements = {
  'R-HTTP-1': 'Every answer has Cache-Control: no-store',
  'R-HTTP-2': 'No answer has a CORS header, that to a preflight included',
  'R-HTTP-3':
    'An error is application/problem+json with title, status, code and correlationId, code and status as the table has them',
  'R-HTTP-4': 'A success is application/json in the form of the contract, with the status of its method',
  'R-HTTP-5': 'correlationId is the X-Correlation-Id of the request',
  'R-HTTP-6': 'Other methods are 405, whatever header or parameter asks for a method; GET and HEAD change nothing',
  'R-HTTP-7': 'Every request gets an answer, before the page gives up: also while Microsoft gives none',
  'R-HTTP-8':
    'Of several things that are wrong, the first is answered: method, site, type, session, body, replay, nonce, If-Match',
  'R-LEAK-1': 'No answer has a code, verifier, token or secret in it, in whatever form',
  'R-LEAK-2': 'No answer has a stack trace or an error of a library in it',
  'R-LEAK-3': 'Nobody is told where a Dynamics user is linked',
  'R-SESSION-1': 'Without a session every method is 401 not-signed-in and changes nothing',
  'R-SESSION-2':
    'Who may look and not change sees the account with canChange false, and gets 403 not-entitled for POST and DELETE',
  'R-SESSION-3': 'The link is the account’s: colleagues see, replace and delete it, with the same accountTag and ETag',
  'R-TAG-1': 'accountTag is in every body of a known session, the same for an account, another for another one',
  'R-TAG-2': 'A page that shows another account changes nothing (412)',
  'R-SITE-1': 'POST and DELETE of another origin or site are 403 and change nothing',
  'R-SITE-2': 'The origin of redirectUri is the Origin of the request',
  'R-BODY-1': 'A POST that is not application/json is 415; parameters of the type and its case do not matter',
  'R-BODY-2': 'A body that is too large is 413; one that is malformed is 400',
  'R-BODY-3': 'Unknown members of a body are ignored',
  'R-BODY-4': 'A code may have some thousand characters',
  'R-GET-1': 'GET shows an unlinked account with a nonce and an ETag',
  'R-GET-2': 'The linked resource says who was linked, where and when, as Microsoft names them',
  'R-NONCE-1': 'A nonce is new with each answer and can’t be guessed',
  'R-NONCE-2': 'A nonce counts for its account and user only',
  'R-NONCE-3': 'A nonce works once, in whatever spelling',
  'R-NONCE-4': 'A nonce counts for an hour at least, whatever nonces and links came later',
  'R-ETAG-1': 'The ETag is strong, of two parts, and begins with accountTag; it changes with the link alone',
  'R-ETAG-2': 'If-Match is required on POST and DELETE: missing, a star, a list or anything else is 400',
  'R-ETAG-3': 'An If-Match of another link is 412 changed, of an earlier one included, and nothing is altered',
  'R-ETAG-4': 'What compressing proxies do to an ETag does not matter',
  'R-ETAG-5': 'Both parts of If-Match are compared whole, letter by letter',
  'R-ETAG-6': 'A choice is bound to If-Match as any POST is',
  'R-POST-1': 'A POST that links is 201 with the linked resource and the ETag that GET gives',
  'R-POST-2': 'A link is replaced at once, by any user; a POST that fails leaves the old one',
  'R-POST-3': 'A Dynamics user is linked to one account only, and is free again when unlinked or replaced',
  'R-POST-4': 'A code is sent to Entra once',
  'R-POST-5': 'redirectUri and authority are a registered pair, compared exactly',
  'R-REPLAY-1': 'The identical POST gets the same answer: 201 with the same link and its ETag, or the same refusal',
  'R-REPLAY-2':
    'Of identical POSTs at once one is carried out; the others wait or get 503 in-progress with Retry-After',
  'R-REPLAY-3': 'A repeated POST is 201 only while the link that it made is there',
  'R-REPLAY-4': 'A POST is identical only if all of its members are',
  'R-REPLAY-5': 'The answer to a POST is for the same user of the same account only',
  'R-DELETE-1': 'DELETE is 204, also when repeated and when nothing is linked, and the account is unlinked',
  'R-DELETE-2': 'DELETE ends what waits or is under way for the account: choices, grants and POSTs',
  'R-DELETE-3': 'DELETE touches no other account',
  'R-CHOICE-1': 'Several environments are offered with 409, the choice is shown with GET, and the chosen one is linked',
  'R-CHOICE-2': 'A choice belongs to its user and account',
  'R-CHOICE-3': 'A choice is made once; a cancelled one, or one that another link has overtaken, is 410',
  'R-CHOICE-4': 'Only an environment that was offered can be chosen',
  'R-CHOICE-5': 'The POST of a choice is repeated as any other: 201 with the same link',
  'R-ENV-1':
    'organizationUrl is an environment that the backend knows, compared whole, and that is linked and no other',
  'R-ENV-2': 'A user without an environment is 422; one who is no member of it is not linked',
  'R-PRIV-1': 'Every privilege that is needed is checked and the missing ones are named, no others',
  'R-ID-1':
    'Signature, issuer, audience, azp, expiry and tenant of the id_token are checked; without one nobody is linked',
  'R-ID-2': 'The nonce of the id_token is the one of the POST',
  'R-ID-3': 'Personal accounts are 403 wrong-account',
  'R-ID-4': 'Without a refresh token nobody is linked',
  'R-ID-5': 'A Dynamics user is known by tid and oid alone, guests included, and shown by the names of the id_token',
  'R-UP-1': 'Entra’s refusals have their codes',
  'R-UP-2': 'Entra being away is 502 identity-provider-unavailable, and the same POST links afterwards',
  'R-UP-3':
    'Dynamics 365 being away is 502 dynamics-unavailable, and the same POST goes on afterwards without redeeming again',
  'R-UP-4': 'Dynamics 365’s refusals have their codes',
  'R-UP-5': 'Entra is asked for user_impersonation of discovery or of an environment, not for .default',
  'R-CRASH-1': 'Links, nonces, choices and the answers to POSTs outlive the process of the backend',
  'R-CRASH-2': 'A code that had been sent when the process ended is not sent again: 400 code-rejected',
  'R-CRASH-3': 'A POST whose code was redeemed when the process ended goes on, without redeeming again',
  'R-CHECK-1':
    'Where the linked resource has access, POST { check: true } is 200 with what GET shows, and changes no link',
  'R-REPLACE-1':
    'A backend that asks before another user replaces the linked one says who both are, replaces by { replace: true }, and keeps the link when that is cancelled',
} as const satisfies Record<string, string>;

export type Requirement = keyof typeof requirements;
