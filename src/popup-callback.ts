import { broadcastResponseToMainFrame } from '@azure/msal-browser/redirect-bridge';
import { version } from './version.js';
import { type AttemptMessage, isAttemptMessage, openAttemptChannel, parseState } from './widget/callback/channel.js';
import { callbackTexts, show } from './widget/callback/page.js';

/** Milliseconds between two questions, and until the page says that nobody answers. */
const askInterval = 500;
const patience = 3_000;

/**
 * The script of the redirect page: takes Entra's answer out of the URL at once, asks the page that opened this window
 * whether the attempt is still wanted, and only then hands the answer over.
 */
function receiveAnswer(): void {
  const { hash, search, origin, pathname } = location;
  // Not the path alone: one that begins with two slashes would be another host's.
  const page = origin + pathname;
  history.replaceState(null, '', page);
  const answer = new URLSearchParams(hash.slice(1) || search);
  const state = parseState(answer.get('state'));

  const check = answer.get('vcc-dynamics-check');

  if (check !== null) sayHere(check);
  // The answer to the link for administrators, which has no state of ours (v2-admin-consent).
  else if (answer.has('error') && !state) show(callbackTexts.unwanted);
  else if (answer.has('admin_consent')) show(callbackTexts.adminConsent);
  else if (answer.size === 0) show(callbackTexts.nothing);
  // MSAL's bridge would obey a state of type redirect: leave for the portal's root, with the code in its cache.
  // And of two answers in one, another reader might take the other.
  else if (state?.interactionType !== 'popup' || isAmbiguous(answer)) show(callbackTexts.refused);
  // What was looked at, and nothing else.
  else handOver(state.id, page + (hash.slice(1) ? hash : search));
}

function isAmbiguous(answer: URLSearchParams): boolean {
  return ['state', 'code', 'error'].some((name) => answer.getAll(name).length > 1);
}

/** The element's `diagnose()` asks whether this page works. */
function sayHere(check: string): void {
  const channel = openAttemptChannel(check);
  channel.postMessage({ v: 1, type: 'here', version } satisfies AttemptMessage);
  channel.close();
}

function handOver(stateId: string, url: string): void {
  show(callbackTexts.waiting);
  const channel = openAttemptChannel(stateId);
  const ask = () => channel.postMessage({ v: 1, type: 'is-it-wanted' } satisfies AttemptMessage);
  const asking = setInterval(ask, askInterval);
  const silence = setTimeout(() => show(callbackTexts.silent), patience);
  channel.onmessage = ({ data }) => {
    if (!isAttemptMessage(data, 'wanted', 'unwanted')) return;
    clearInterval(asking);
    clearTimeout(silence);
    channel.close();
    if (data.type === 'unwanted') {
      show(data.isLinked ? callbackTexts.notNeeded : callbackTexts.unwanted);
      return;
    }
    // The bridge reads the URL, and cleans it again before it returns to the event loop.
    history.replaceState(null, '', url);
    broadcastResponseToMainFrame().then(
      () => show(callbackTexts.handedOver),
      () => show(callbackTexts.refused),
    );
  };
  ask();
}

// A server that renders pages may import this module too.
if (typeof document !== 'undefined') receiveAnswer();
