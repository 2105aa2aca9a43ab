/** Text of the callback page: what happened, and what to do. */
interface CallbackText {
  heading: string;
  text: string;
}

export const callbackTexts = {
  waiting: { heading: 'Finishing the sign-in…', text: 'This window closes by itself.' },
  handedOver: { heading: 'You have signed in', text: 'You can close this window.' },
  unwanted: { heading: 'Sign-in was cancelled', text: 'Nothing was linked. You can close this window.' },
  notNeeded: {
    heading: 'This window is no longer needed',
    text: 'The portal is already linked. You can close this window.',
  },
  // Nobody is there to tell whether another attempt has linked since.
  silent: {
    heading: 'Waiting for the portal',
    text: 'Leave this window open and go back to the portal. If its page was closed or reloaded, close this window.',
  },
  refused: {
    heading: 'This is not an answer that we asked for',
    text: 'Nothing was linked. Close this window and link again.',
  },
  nothing: {
    heading: 'Nothing to do here',
    text: 'This page only receives the answer of a Microsoft sign-in. You can close this window.',
  },
  adminConsent: {
    heading: 'Thank you',
    text: 'Tell the administrator of the portal to link again. You can close this window.',
  },
} satisfies Record<string, CallbackText>;

/** Replaces what the page says. Text stays text, and styles need no inline allowance in a content security policy. */
export function show({ heading, text }: CallbackText): void {
  const main = document.querySelector('main') ?? document.body.appendChild(document.createElement('main'));
  const title = document.createElement('h1');
  const paragraph = document.createElement('p');
  title.textContent = heading;
  paragraph.textContent = text;
  main.setAttribute('role', 'status');
  main.replaceChildren(title, paragraph);
  document.title = heading;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [sheet];
}

const style = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  main { width: min(30rem, 90%); margin: 3rem auto; }
`;
