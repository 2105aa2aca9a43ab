/**
 * A message between the redirect page and the page that opened it: is this attempt still wanted?
 *
 * Both run on the host's origin. The channel carries neither code nor state, only the attempt's id in its name,
 * and `v` so that callback pages and elements of one major version understand each other.
 */
export interface AttemptMessage {
  v: 1;
  /** `here`: the page's answer to a check of the installation. */
  type: 'is-it-wanted' | 'wanted' | 'unwanted' | 'here';
  /** With `unwanted`: the portal shows a link by now, so that the page must not say that nothing was linked. */
  isLinked?: boolean;
  /** With `here`: the package's version. */
  version?: string;
}

export function openAttemptChannel(stateId: string): BroadcastChannel {
  return new BroadcastChannel(`vcc-dynamics-auth/${stateId}`);
}

export function isAttemptMessage(data: unknown, ...types: AttemptMessage['type'][]): data is AttemptMessage {
  const message = data as Partial<AttemptMessage> | null;
  return message?.v === 1 && message.type !== undefined && types.includes(message.type);
}

export interface LibraryState {
  /** Names the channel on which MSAL's redirect bridge broadcasts. */
  id: string;
  interactionType: string;
}

/** MSAL's part of the `state` parameter: base64url JSON, before any `|`. Anything else is `undefined`. */
export function parseState(state: string | null | undefined): LibraryState | undefined {
  try {
    const encoded = (state ?? '').split('|')[0] ?? '';
    const { id, meta } = JSON.parse(atob(encoded.replaceAll('-', '+').replaceAll('_', '/')));
    const interactionType = meta?.interactionType;
    return typeof id === 'string' && id !== '' && typeof interactionType === 'string'
      ? { id, interactionType }
      : undefined;
  } catch {
    return undefined;
  }
}
