/** Text of the callback page: what happened, and what to do. */
interface CallbackText {
  heading: string;
  text: string;
}

export const callbackTexts = {
  waiting: { heading: 'Finishing the sign-in…', text: 'This window closes by itself.' },
  handedOver: { heading: 'You have signed in', text: 'You can close this window and go back to the portal.' },
  unwanted: { heading: 'Sign-in was cancelled', text: 'Nothing was linked. You can close this window.' },
  notNeeded: {
    heading: 'This window is no longer needed',
    text: 'The portal is linked without it. You can close this window.',
  },
  // Nobody is there to tell whether another attempt has linked since.
  silent: {
    heading: 'Waiting for the portal',
    text: 'Go back to the portal’s page and leave this window open: it finishes by itself. If you have closed or reloaded that page, close this window; the portal shows whether a user is linked.',
  },
  refused: {
    heading: 'This is not an answer that we asked for',
    text: 'Nothing was linked. Close this window, go back to the portal and link again.',
  },
  nothing: {
    heading: 'Nothing to do here',
    text: 'This page only receives the answer of a Microsoft sign-in. You can close it.',
  },
  adminConsent: {
    heading: 'Thank you',
    text: 'The answer is with Microsoft. Tell the administrator of the portal to link again; you can close this window.',
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
  main { max-width: 30rem; margin: 3rem auto; padding: 0 1rem; }
  h1 { font-size: 1.25rem; }
`;
