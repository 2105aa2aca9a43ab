import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/** The portal's pages are never framed. */
export const unframed = policies("'none'");

/** For the scenario in which another site frames the portal: this machine under its other name is another site. */
export function framable(origin: string): MiddlewareHandler {
  return policies(otherSiteOf(origin), origin);
}

export function otherSiteOf(origin: string): string {
  return origin.replace('//localhost', '//127.0.0.1');
}

function policies(frameAncestors: string, frameSource?: string): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      connectSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: [frameAncestors],
      ...(frameSource && { frameSrc: [frameSource] }),
    },
    xFrameOptions: frameSource === undefined,
    // With the default, no-referrer, browsers send `Origin: null` with a form.
    referrerPolicy: 'same-origin',
    // The callback page has to reach the page that opened it.
    crossOriginOpenerPolicy: false,
    crossOriginResourcePolicy: frameSource === undefined,
    strictTransportSecurity: false,
  });
}
