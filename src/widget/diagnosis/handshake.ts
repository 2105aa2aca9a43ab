import { isAttemptMessage, openAttemptChannel } from '../callback/channel.js';

/** Milliseconds for loading the page, and that it then has for its answer. */
const loadingLimit = 4_000;
const patience = 2_000;

/** `blocked`: it can't be asked, since the policy of this page allows no frame, or the browser no channel. */
type Answer = { version: string } | 'blocked' | 'none';

/** Asks the callback page itself, in a hidden frame. */
export async function handshake(redirectUri: string): Promise<Answer> {
  const id = crypto.randomUUID();
  const channel = openChannel(id);
  if (!channel) return 'blocked';
  const frame = document.createElement('iframe');
  const asked = new AbortController();
  frame.hidden = true;
  // Whatever page it is must not take the portal away: pages that refuse frames often try to.
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin');
  frame.src = `${redirectUri}#vcc-dynamics-check=${id}`;
  return new Promise<Answer>((resolve) => {
    const giveUp = () => resolve('none');
    let timer = setTimeout(giveUp, loadingLimit);
    frame.onload = () => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, patience);
    };
    channel.onmessage = ({ data }) => {
      if (isAttemptMessage(data, 'here')) resolve({ version: data.version ?? 'unknown' });
    };
    document.addEventListener(
      'securitypolicyviolation',
      ({ effectiveDirective }) => effectiveDirective === 'frame-src' && resolve('blocked'),
      { signal: asked.signal },
    );
    document.body.append(frame);
  }).finally(() => {
    asked.abort();
    channel.close();
    frame.remove();
  });
}

function openChannel(id: string): BroadcastChannel | undefined {
  try {
    return openAttemptChannel(id);
  } catch {
    return undefined;
  }
}

/** False where the page's own headers keep it out of frames. */
export function mayBeFramed({ headers }: Response): boolean {
  const [, ancestors] = /frame-ancestors([^;]*)/.exec(headers.get('Content-Security-Policy') ?? '') ?? [];
  if (ancestors !== undefined) return ancestors.includes("'self'") || ancestors.includes(location.host);
  return !/deny/i.test(headers.get('X-Frame-Options') ?? '');
}
